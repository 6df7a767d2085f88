import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { clampToEpsilon } from './clamp-to-epsilon.js';
import { metricOf } from './metric-of.js';

/**
 * Kullback-Leibler divergence of the predicted from the true distribution: `sum_j y_j ln max(y_j / max(p_j, 1e-14),
 * 1e-14)`, in [0, inf) for distributions, 0 at equality; lower is better. Not symmetric. A degree of 0 adds nothing; one
 * that is predicted 0 adds `y_j ln(y_j / 1e-14)`, up to 32.2.
 *
 * Source: Geng 2016.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const klDivergence: Metric = metricOf({
  name: 'kl',
  title: 'KL',
  better: 'lower',
  rows: (y, p) => tf.sum(tf.mul(y, tf.log(clampToEpsilon(tf.div<tf.Tensor2D>(y, clampToEpsilon(p))))), 1),
});
