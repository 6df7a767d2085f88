import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { expectTypeOf } from 'vitest';
import { euclidean, furtherMetrics, klDivergence, meanOf, metrics, onLabels } from '../src/index.js';

expectTypeOf(klDivergence).toEqualTypeOf<Metric>();
expectTypeOf(euclidean).toEqualTypeOf<Metric>();
expectTypeOf(metrics).toEqualTypeOf<readonly Metric[]>();
expectTypeOf(furtherMetrics).toEqualTypeOf<readonly Metric[]>();
expectTypeOf(onLabels(klDivergence, [0, 2])).toEqualTypeOf<Metric>();
expectTypeOf(meanOf).returns.toEqualTypeOf<tf.Scalar>();

/** A metric of one's own goes wherever ours do. */
const squared: Metric = {
  name: 'squared',
  better: 'lower',
  rows: (y, p) => tf.sum(tf.squaredDifference(y, p), 1),
};
onLabels(squared, [1]);
// @ts-expect-error a metric says which way is better
const undirected: Metric = { name: 'squared', rows: squared.rows };
expectTypeOf(undirected).toEqualTypeOf<Metric>();
