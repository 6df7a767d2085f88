import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { metricOf } from './metric-of.js';

/**
 * Error probability: `1 - y_c` where c is the label at which p is largest (of equal degrees the first), that is how likely
 * a label drawn from y is not the predicted one. In [0, 1], `1 - max_j y_j` at equality, which is its least for y; lower
 * is better. Not symmetric.
 *
 * Source: Wang and Geng 2019 (classification with label distributions).
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const errorProbability: Metric = metricOf({
  name: 'error-probability',
  better: 'lower',
  rows: (y, p) => {
    // No tf.oneHot, which refuses a single label.
    const chosen = tf.equal(tf.expandDims(tf.argMax(p, 1), 1), tf.range(0, p.shape[1], 1, 'int32'));
    return tf.sub(1, tf.sum<tf.Tensor1D>(tf.mul(y, tf.cast(chosen, 'float32')), 1));
  },
});
