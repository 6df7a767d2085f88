import * as tf from '@tensorflow/tfjs-core';

/**
 * The inverse of `dominantAndRest`: `degree * dominant + (1 - degree) * nonDominant`, row by row. The parts may be
 * predictions too: a mixture of two label distributions is a label distribution.
 * @param parts the parts [n, labels]
 * @param degree the description degree of the dominant label [n], in [0, 1]
 * @returns [n, labels]
 */
export const recompose = (
  { dominant, nonDominant }: Readonly<Record<'dominant' | 'nonDominant', tf.Tensor2D>>,
  degree: tf.Tensor1D,
): tf.Tensor2D => {
  const share = tf.expandDims<tf.Tensor2D>(degree, 1);
  return tf.add(tf.mul(share, dominant), tf.mul(tf.sub(1, share), nonDominant));
};
