import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { metricOf } from './metric-of.js';

/**
 * Intersection similarity: `sum_j min(y_j, p_j)`, in [0, 1], 1 where distributions are equal; higher is better. Symmetric.
 *
 * Source: Geng 2016.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const intersection: Metric = metricOf({
  name: 'intersection',
  better: 'higher',
  rows: (y, p) => tf.sum(tf.minimum(y, p), 1),
});
