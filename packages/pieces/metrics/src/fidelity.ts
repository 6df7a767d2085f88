import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { metricOf } from './metric-of.js';

/**
 * Fidelity similarity (Bhattacharyya coefficient): `sum_j sqrt(y_j p_j)`, in [0, 1], 1 where distributions are equal;
 * higher is better. Symmetric.
 *
 * Source: Cha 2007.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const fidelity: Metric = metricOf({
  name: 'fidelity',
  better: 'higher',
  rows: (y, p) => tf.sum(tf.sqrt(tf.mul(y, p)), 1),
});
