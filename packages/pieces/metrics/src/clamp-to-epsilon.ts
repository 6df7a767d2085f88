import * as tf from '@tensorflow/tfjs-core';

/** max(x, 1e-14), which keeps divisors and logarithms finite; 1e-14 is a normal float32. */
export const positive = <T extends tf.Tensor>(x: T): T =>
  // By one operand: TensorFlow.js is slow where one of two is a number.
  tf.clipByValue<T>(x, 1e-14, Number.POSITIVE_INFINITY);
