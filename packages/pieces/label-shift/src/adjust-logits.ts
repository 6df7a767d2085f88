import * as tf from '@tensorflow/tfjs-core';

/**
 * Logits plus their offsets; the logits themselves, without an operation, where all offsets are 0.
 * @param logits [n, labels]
 * @param offsets [labels], as `logitOffsets` gives them
 * @returns [n, labels]
 */
export const adjustLogits = (logits: tf.Tensor2D, offsets: readonly number[]): tf.Tensor2D =>
  offsets.every((offset) => offset === 0) ? logits : tf.add<tf.Tensor2D>(logits, tf.tensor1d([...offsets]));
