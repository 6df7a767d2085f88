import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { metricOf } from './metric-of.js';

/**
 * 0/1 loss: 0 where y and p are largest at the same label, 1 elsewhere; of equal degrees the first counts. 0 at equality;
 * lower is better. Symmetric. Its mean over the rows is 1 less the accuracy.
 *
 * Source: Wang and Geng 2019 (classification with label distributions).
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const zeroOneLoss: Metric = metricOf({
  name: 'zero-one-loss',
  better: 'lower',
  rows: (y, p) => tf.cast(tf.notEqual<tf.Tensor1D>(tf.argMax(y, 1), tf.argMax(p, 1)), 'float32'),
});
