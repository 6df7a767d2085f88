import type { Metric } from '@ildl/interface';
import { inputError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A metric that refuses shapes which would broadcast into wrong numbers without a word, and that gives NaN to a row with
 * a degree of NaN or infinity.
 */
export const metricOf = ({ rows, ...about }: Metric): Metric => ({
  ...about,
  rows: (y, p) => {
    if (`${y.shape}` !== `${p.shape}`)
      throw inputError(
        `${about.name} got true label distributions of shape [${y.shape}] and predicted ones of shape [${p.shape}]; give both as [rows, labels].`,
      );
    // Comparisons, and some backends' minima, would make a number of NaN: a score for a fit that has none.
    const sum = tf.sum<tf.Tensor1D>(tf.add(y, p), 1);
    return tf.add(rows(y, p), tf.sub(sum, sum));
  },
});
