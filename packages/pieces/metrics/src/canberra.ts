import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { clampToEpsilon } from './clamp-to-epsilon.js';
import { metricOf } from './metric-of.js';

/**
 * Canberra distance: `sum_j |y_j - p_j| / max(y_j + p_j, 1e-14)`, in [0, labels], 0 at equality; lower is better.
 * Symmetric. Not divided by the number of labels, as some authors do.
 *
 * Source: Geng 2016.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const canberra: Metric = metricOf({
  name: 'canberra',
  better: 'lower',
  rows: (y, p) => tf.sum(tf.div(tf.abs(tf.sub(y, p)), clampToEpsilon(tf.add<tf.Tensor2D>(y, p))), 1),
});
