import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { clampToEpsilon } from './clamp-to-epsilon.js';
import { metricOf } from './metric-of.js';

const length = (rows: tf.Tensor2D): tf.Tensor1D => tf.sqrt(tf.sum<tf.Tensor1D>(tf.square(rows), 1));

/**
 * Cosine coefficient: `sum_j y_j p_j / (max(|y|, 1e-14) max(|p|, 1e-14))`, in [0, 1], 1 at equality; higher is better.
 * Symmetric.
 *
 * Source: Geng 2016.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const cosine: Metric = metricOf({
  name: 'cosine',
  better: 'higher',
  rows: (y, p) =>
    tf.div(tf.div(tf.sum(tf.mul(y, p), 1), clampToEpsilon(length(y))), clampToEpsilon(length(p))),
});
