import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { clampToEpsilon } from './clamp-to-epsilon.js';
import { metricOf } from './metric-of.js';

/**
 * Sørensen distance (Bray-Curtis): `sum_j |y_j - p_j| / max(sum_j (y_j + p_j), 1e-14)`, in [0, 1], 0 at equality; lower
 * is better. Symmetric. Of distributions it is 1 less the intersection.
 *
 * Source: Cha 2007.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const sorensen: Metric = metricOf({
  name: 'sorensen',
  better: 'lower',
  rows: (y, p) =>
    tf.div(tf.sum(tf.abs(tf.sub(y, p)), 1), clampToEpsilon(tf.sum<tf.Tensor1D>(tf.add(y, p), 1))),
});
