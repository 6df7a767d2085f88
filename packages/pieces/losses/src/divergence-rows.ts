import * as tf from '@tensorflow/tfjs-core';

/** Where logarithms stop: far below a degree that matters, far above the smallest float32. */
export const floor = 1e-14;

/** y_j (ln y_j - logP_j) for every label of every row; 0 ln 0 = 0. One of these may be negative, their sum is not. */
export const divergences = (y: tf.Tensor2D, logP: tf.Tensor2D): tf.Tensor2D =>
  tf.mul(y, tf.sub(tf.log(tf.maximum(y, floor)), logP));

/** sum_j y_j (ln y_j - logP_j) for every row. */
export const divergenceRows = (y: tf.Tensor2D, logP: tf.Tensor2D): tf.Tensor1D =>
  tf.sum<tf.Tensor1D>(divergences(y, logP), 1);
