import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { clampToEpsilon } from './clamp-to-epsilon.js';
import { metricOf } from './metric-of.js';

/**
 * Jensen-Shannon divergence, the mean of the Kullback-Leibler divergences of y and p from their mean:
 * `1/2 sum_j (y_j ln max(y_j / m_j, 1e-14) + p_j ln max(p_j / m_j, 1e-14))` with `m_j = max((y_j + p_j) / 2, 1e-14)`,
 * in [0, ln 2], 0 at equality; lower is better. Symmetric. A degree of 0 adds nothing. Its square root is the
 * Jensen-Shannon distance.
 *
 * Source: Lin 1991.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const jensenShannon: Metric = metricOf({
  name: 'jensen-shannon',
  better: 'lower',
  rows: (y, p) => {
    const mean = clampToEpsilon(tf.div<tf.Tensor2D>(tf.add(y, p), 2));
    const terms = (x: tf.Tensor2D) => tf.mul(x, tf.log(clampToEpsilon(tf.div<tf.Tensor2D>(x, mean))));
    // Rounding may take the sum of nearly equal rows below 0, and its root would not be a number.
    return tf.relu(tf.div<tf.Tensor1D>(tf.sum(tf.add(terms(y), terms(p)), 1), 2));
  },
});
