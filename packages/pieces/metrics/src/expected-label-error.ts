import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { metricOf } from './metric-of.js';

/**
 * Absolute error of the expected label, for ordered labels only (ages, ratings): `|sum_j j y_j - sum_j j p_j|` with the
 * labels 1, 2, ..., in [0, labels - 1], 0 at equality (and where only the expectation is the same); lower is better.
 * Symmetric. Its mean over the rows is the mean absolute error (MAE) in steps from a label to the next. On some labels
 * only (`onLabels`), these are numbered from 1 anew.
 *
 * Source: Gao, Zhou, Wu and Geng 2018 (the expected age as the prediction).
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const expectedLabelError: Metric = metricOf({
  name: 'expected-label-error',
  better: 'lower',
  rows: (y, p) => tf.abs(tf.sum<tf.Tensor1D>(tf.mul(tf.sub(y, p), tf.range(1, y.shape[1] + 1)), 1)),
});
