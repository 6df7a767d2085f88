import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { metricOf } from './metric-of.js';

/**
 * Chebyshev distance: `max_j |y_j - p_j|`, in [0, 1], 0 at equality; lower is better. Symmetric.
 *
 * Source: Geng 2016.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const chebyshev: Metric = metricOf({
  name: 'chebyshev',
  better: 'lower',
  rows: (y, p) => tf.max(tf.abs(tf.sub<tf.Tensor2D>(y, p)), 1),
});
