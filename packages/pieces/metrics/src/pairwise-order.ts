import * as tf from '@tensorflow/tfjs-core';

/** Which of two labels a row has more of, for all pairs: `sign(x_j - x_k)`, [rows, labels] -> [rows, labels, labels]. */
export const pairwiseOrder = (x: tf.Tensor2D): tf.Tensor3D => {
  const [j, k] = [tf.expandDims(x, 2), tf.expandDims(x, 1)];
  // No tf.sign, which the wasm backend of tfjs 4.22 rounds to 0 below 1e-7.
  return tf.sub(tf.cast(tf.greater(j, k), 'float32'), tf.cast(tf.less(j, k), 'float32'));
};
