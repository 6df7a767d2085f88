import * as tf from '@tensorflow/tfjs';

/**
 * Logits plus their offsets.
 * @param logits [n, labels]
 * @param offsets one a label, as `logitOffsets` gives them
 */
export const adjustLogits = (logits: tf.Tensor2D, offsets: readonly number[]): tf.Tensor2D =>
  tf.add<tf.Tensor2D>(logits, tf.tensor1d([...offsets]));
