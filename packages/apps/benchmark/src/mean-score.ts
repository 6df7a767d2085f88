import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';

/** Mean of a metric over the rows, added up in float64. */
export const meanScore = async (metric: Metric, y: tf.Tensor2D, p: tf.Tensor2D): Promise<number> => {
  const rows = tf.tidy(() => metric.rows(y, p));
  try {
    return ((await rows.data()) as Float32Array).reduce((sum, value) => sum + value, 0) / y.shape[0];
  } finally {
    rows.dispose();
  }
};
