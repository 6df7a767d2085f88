import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { cosine } from './cosine.js';
import { metricOf } from './metric-of.js';
import { pairwiseOrder } from './pairwise-order.js';

/** Average ranks less their mean, twice: ties share the mean of their ranks. */
const ranks = (x: tf.Tensor2D): tf.Tensor2D => tf.sum(pairwiseOrder(x), 2);

/**
 * Spearman's rank correlation of the labels: the Pearson correlation of the ranks of y with those of p, where equal
 * degrees share the average of their ranks, in [-1, 1], 1 where the order of the labels is the same; higher is better.
 * Symmetric. 0 where a row is constant (one label included), for which it is not defined: SciPy gives NaN. Takes memory
 * for rows × labels² numbers.
 *
 * Source: Spearman 1904; ties as in SciPy's `spearmanr`.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const spearman: Metric = metricOf({
  name: 'spearman',
  better: 'higher',
  // Ranks less their mean have the cosine as their correlation.
  rows: (y, p) => cosine.rows(ranks(y), ranks(p)),
});
