import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { cosine } from './cosine.js';
import { metricOf } from './metric-of.js';
import { pairwiseOrder } from './pairwise-order.js';

const orders = (x: tf.Tensor2D): tf.Tensor2D => tf.reshape(pairwiseOrder(x), [x.shape[0], x.shape[1] ** 2]);

/**
 * Kendall's tau-b of the labels: `sum_jk s(y)_jk s(p)_jk / sqrt(sum_jk s(y)_jk^2 sum_jk s(p)_jk^2)` with
 * `s(x)_jk = sign(x_j - x_k)`, that is the concordant less the discordant pairs of labels, over the geometric mean of the
 * pairs not tied in y and those not tied in p; in [-1, 1], 1 where the order of the labels is the same; higher is better.
 * Symmetric. 0 where a row is constant (one label included), for which it is not defined: SciPy gives NaN. Takes memory
 * for rows × labels² numbers.
 *
 * Source: Kendall 1945; as SciPy's `kendalltau`.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const kendall: Metric = metricOf({
  name: 'kendall',
  better: 'higher',
  rows: (y, p) => cosine.rows(orders(y), orders(p)),
});
