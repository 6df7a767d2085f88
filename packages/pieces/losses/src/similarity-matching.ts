import { inputError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';

/** Below this a vector counts as that long, so that one of length 0 has a finite gradient. */
const leastLength = 1e-12;

/** Cosine similarity of each row with each: [n, n]. */
const cosines = (rows: tf.Tensor2D): tf.Tensor2D => {
  const lengths = tf.sqrt(tf.maximum(tf.sum(tf.square(rows), 1, true), leastLength ** 2));
  const unit = tf.div<tf.Tensor2D>(rows, lengths);
  return tf.matMul(unit, unit, false, true);
};

/**
 * How far two sets of rows differ in which of their rows are alike: the mean over all n^2 pairs of rows of the squared
 * difference of their cosine similarities in `a` and in `b`, in [0, 4]; 0 where they agree, also for one row. The rows
 * of `a` and `b` belong together but may differ in length. Differentiable in both.
 *
 * Source: the similarity loss of RDA (Zhao et al. 2023).
 * @param a [n, units]
 * @param b [n, other units]
 * @throws `ILDL_INPUT` where the numbers of rows differ
 */
export const similarityMatching = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Scalar => {
  if (a.shape[0] !== b.shape[0])
    throw inputError(`similarityMatching got ${a.shape[0]} and ${b.shape[0]} rows; give as many of both.`);
  return tf.mean<tf.Scalar>(tf.squaredDifference(cosines(a), cosines(b)));
};
