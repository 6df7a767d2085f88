import * as tf from '@tensorflow/tfjs-core';

/** max(x, ε) with ε = 1e-14, a normal float32: keeps divisors and logarithms finite. */
export const clampToEpsilon = <T extends tf.Tensor>(x: T): T =>
  // By one operand: TensorFlow.js is slow where one of two is a number.
  tf.clipByValue<T>(x, 1e-14, Number.POSITIVE_INFINITY);
