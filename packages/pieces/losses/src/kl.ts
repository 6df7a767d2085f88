import * as tf from '@tensorflow/tfjs-core';
import { checkShapes } from './check-shapes.js';
import { divergenceRows, floor } from './divergence-rows.js';

/**
 * Kullback-Leibler divergence of predicted from true label distributions, one number a row:
 * `sum_j y_j (ln y_j - ln p_j)`, in [0, inf) where both are distributions, 0 where they are equal.
 * `0 ln 0 = 0`, so a row of zeros in `y` gives 0. Predictions below 1e-14 count as 1e-14 and get no gradient:
 * where logits are at hand, `klRowsWithLogits` has neither limit.
 *
 * Source: eq. 1 of AMEMA; Geng 2016.
 * @param y true label distributions [n, labels]
 * @param p predicted label distributions [n, labels]
 * @returns [n]
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const klRows = (y: tf.Tensor2D, p: tf.Tensor2D): tf.Tensor1D => {
  checkShapes('kl', y, p);
  return divergenceRows(y, tf.log(tf.maximum<tf.Tensor2D>(p, floor)));
};

/**
 * Mean over the rows of {@link klRows}. Differentiable in `p`.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const kl = (y: tf.Tensor2D, p: tf.Tensor2D): tf.Scalar => tf.mean<tf.Scalar>(klRows(y, p));
