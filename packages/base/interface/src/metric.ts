import type * as tf from '@tensorflow/tfjs-core';

/** A measure of predicted against true label distributions, one number a row. */
export interface Metric {
  /** What results are keyed by: camel case. */
  readonly name: string;
  /** What tables print; by default the name with a capital. */
  readonly title?: string;
  readonly better: 'lower' | 'higher';
  /** `y` true and `p` predicted [n, labels] -> [n]. */
  rows(y: tf.Tensor2D, p: tf.Tensor2D): tf.Tensor1D;
}
