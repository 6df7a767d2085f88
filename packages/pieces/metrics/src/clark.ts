import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { clampToEpsilon } from './clamp-to-epsilon.js';
import { metricOf } from './metric-of.js';

/**
 * Clark distance: `sqrt(sum_j (y_j - p_j)^2 / max((y_j + p_j)^2, 1e-14))`, in [0, sqrt(labels)], 0 at equality; lower
 * is better. Symmetric. Not divided by sqrt(labels), as some authors do.
 *
 * Source: Geng 2016.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const clark: Metric = metricOf({
  name: 'clark',
  better: 'lower',
  rows: (y, p) =>
    tf.sqrt(
      tf.sum<tf.Tensor1D>(
        tf.div(tf.square(tf.sub(y, p)), clampToEpsilon(tf.square(tf.add<tf.Tensor2D>(y, p)))),
        1,
      ),
    ),
});
