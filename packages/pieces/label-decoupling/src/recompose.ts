import * as tf from '@tensorflow/tfjs-core';

/**
 * The inverse of `dominantAndRest`: `degree * dominant + (1 - degree) * nonDominant`, row by row. The parts may be
 * predictions too: a mixture of two label distributions is a label distribution.
 *
 * Source: eq. 2 and 3 of AMEMA, solved for y.
 * @param parts the parts [n, labels]
 * @param degree the description degree of the dominant label [n], in [0, 1]
 * @returns [n, labels]; rows sum to 1 where those of both parts do, or the degree is 1
 */
export const recompose = (
  { dominant, nonDominant }: Readonly<Record<'dominant' | 'nonDominant', tf.Tensor2D>>,
  degree: tf.Tensor1D,
): tf.Tensor2D => {
  const weight = tf.expandDims<tf.Tensor2D>(degree, 1);
  return tf.add(tf.mul(weight, dominant), tf.mul(tf.sub(1, weight), nonDominant));
};
