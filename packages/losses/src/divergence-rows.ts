import * as tf from '@tensorflow/tfjs';

/** Where logarithms stop: far below a degree that matters, far above the smallest float32. */
export const floor = 1e-14;

/** sum_j y_j (ln y_j - logP_j) for every row; 0 ln 0 = 0. */
export const divergenceRows = (y: tf.Tensor2D, logP: tf.Tensor2D): tf.Tensor1D =>
  tf.sum<tf.Tensor1D>(tf.mul(y, tf.sub(tf.log(tf.maximum(y, floor)), logP)), 1);
