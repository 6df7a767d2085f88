import type * as tf from '@tensorflow/tfjs-core';

/** A measure of predicted against true label distributions. Called once per test fold. */
export interface Metric {
  /** The key of its scores in results, unique among metrics, such as `kl` or `zero-one-loss`. */
  readonly name: string;
  /** What tables print; by default the name with a capital. */
  readonly title?: string;
  /** The direction of improvement. */
  readonly better: 'lower' | 'higher';
  /**
   * One finite number per row; that of a row depends on no other row. It disposes nothing.
   * @param y true label distributions [n, labels]
   * @param p predicted label distributions [n, labels]
   * @returns [n]
   */
  rows(y: tf.Tensor2D, p: tf.Tensor2D): tf.Tensor1D;
}
