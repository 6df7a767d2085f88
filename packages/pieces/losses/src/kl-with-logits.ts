import * as tf from '@tensorflow/tfjs-core';
import { checkShapes } from './check-shapes.js';
import { divergenceRows } from './divergence-rows.js';

/**
 * Kullback-Leibler divergence of `softmax(logits)` from true label distributions, one number a row:
 * `sum_j y_j (ln y_j - ln softmax_j(logits))`. It goes through the log-softmax, so that logits of any finite size
 * give finite values and gradients (`sum_j y_j` times the softmax, minus `y`). `0 ln 0 = 0`, so a row of zeros in
 * `y` (a non-dominant part without mass) gives 0 and no gradient.
 *
 * Source: eq. 4 and 5 of AMEMA.
 * @param y true label distributions [n, labels]
 * @param logits [n, labels]
 * @returns [n]
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const klRowsWithLogits = (y: tf.Tensor2D, logits: tf.Tensor2D): tf.Tensor1D => {
  checkShapes('klWithLogits', y, logits);
  return divergenceRows(y, tf.logSoftmax(logits));
};

/**
 * Mean over the rows of {@link klRowsWithLogits}: the losses of AMEMA's branches. Differentiable in `logits`.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const klWithLogits = (y: tf.Tensor2D, logits: tf.Tensor2D): tf.Scalar =>
  tf.mean<tf.Scalar>(klRowsWithLogits(y, logits));
