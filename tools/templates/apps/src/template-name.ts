import type { FitInput, Method } from '@ildl/interface';
import { collect } from '@ildl/trainer';
import type * as tf from '@tensorflow/tfjs';

/**
 * Trains a method and predicts rows with what it learned.
 * @param x features of the rows, [rows, features]
 * @returns label distributions, [rows, labels], which the caller disposes
 * @throws what the method throws
 */
export const templateName = async (method: Method, input: FitInput, x: tf.Tensor2D): Promise<tf.Tensor2D> => {
  const { predictor } = await collect(method.fit(input));
  try {
    return predictor.predict(x);
  } finally {
    predictor.dispose();
  }
};
