import type * as tf from '@tensorflow/tfjs-core';

/**
 * A stream of random numbers made on the host, so that a seed gives the same numbers on every backend; `rngFrom(seed)` of
 * `@ildl/trainer` is one. A stream is named by its `key`; forks are independent of each other and of what was drawn before.
 * Tensors are the caller's, float32.
 */
export interface Rng {
  /** The seed and the names of the forks that lead here: equal keys give equal numbers. */
  readonly key: string;
  /** An independent stream. It depends on the key of this stream and the name only, and leaves this stream as it is. */
  fork(name: string): Rng;
  /** A uniform integer in [0, bound); `bound` from 1. */
  integer(bound: number): number;
  /** A uniform permutation of 0 … n − 1. */
  permutation(n: number): Int32Array;
  /** Uniform numbers in [low, high); by default [0, 1). */
  uniform<R extends tf.Rank>(shape: tf.ShapeMap[R], low?: number, high?: number): tf.Tensor<R>;
  /** Normal numbers; by default of mean 0 and standard deviation 1. */
  normal<R extends tf.Rank>(shape: tf.ShapeMap[R], mean?: number, deviation?: number): tf.Tensor<R>;
  /** Ones with probability `p` in [0, 1], else zeros. */
  bernoulli<R extends tf.Rank>(shape: tf.ShapeMap[R], p: number): tf.Tensor<R>;
}
