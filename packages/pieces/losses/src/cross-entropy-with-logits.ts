import * as tf from '@tensorflow/tfjs-core';
import { checkShapes } from './check-shapes.js';

/**
 * Cross entropy of `softmax(logits)` under true label distributions, one number a row:
 * `- sum_j y_j ln softmax_j(logits)`, in [0, inf). It is the KL divergence plus the entropy of `y`, so it has the
 * same gradient in `logits`; logits of any finite size give finite values.
 *
 * Source: Geng 2016, the maximum entropy objective.
 * @param y true label distributions [n, labels]
 * @param logits [n, labels]
 * @returns [n]
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const crossEntropyRowsWithLogits = (y: tf.Tensor2D, logits: tf.Tensor2D): tf.Tensor1D => {
  checkShapes('crossEntropyWithLogits', y, logits);
  return tf.neg(tf.sum<tf.Tensor1D>(tf.mul(y, tf.logSoftmax(logits)), 1));
};

/**
 * Mean over the rows of {@link crossEntropyRowsWithLogits}. Differentiable in `logits`.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const crossEntropyWithLogits = (y: tf.Tensor2D, logits: tf.Tensor2D): tf.Scalar =>
  tf.mean<tf.Scalar>(crossEntropyRowsWithLogits(y, logits));
