import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { clampToEpsilon } from './clamp-to-epsilon.js';
import { metricOf } from './metric-of.js';

/**
 * Squared chi-squared distance: `sum_j (y_j - p_j)^2 / max(y_j + p_j, 1e-14)`, in [0, 2], 0 at equality; lower is better.
 * Symmetric. Not halved, as some authors do: this is the "squared χ²" of Cha's survey, and what the other toolkits for
 * label distributions give.
 *
 * Source: Cha 2007.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const chiSquared: Metric = metricOf({
  name: 'chi-squared',
  better: 'lower',
  rows: (y, p) => tf.sum(tf.div(tf.squaredDifference(y, p), clampToEpsilon(tf.add<tf.Tensor2D>(y, p))), 1),
});
