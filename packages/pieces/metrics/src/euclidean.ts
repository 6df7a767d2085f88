import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { metricOf } from './metric-of.js';

/**
 * Euclidean distance: `sqrt(sum_j (y_j - p_j)^2)`, in [0, sqrt(2)], 0 at equality; lower is better. Symmetric. Not one of
 * the paper's six.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const euclidean: Metric = metricOf({
  name: 'euclidean',
  better: 'lower',
  rows: (y, p) => tf.sqrt(tf.sum<tf.Tensor1D>(tf.squaredDifference(y, p), 1)),
});
