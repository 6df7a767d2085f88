import type { Metric } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';

/** The metric's mean over the rows of `y` (true) and `p` (predicted), both [n, labels]: the score of a test set. */
export const meanOf = (metric: Metric, y: tf.Tensor2D, p: tf.Tensor2D): tf.Scalar =>
  tf.mean<tf.Scalar>(metric.rows(y, p));
