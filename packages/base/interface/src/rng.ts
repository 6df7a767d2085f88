import type * as tf from '@tensorflow/tfjs-core';

/**
 * A stream of random numbers made on the host, so that a seed gives the same numbers on every backend.
 * A stream is named by its `key`; forks are independent of each other and of what was drawn before.
 */
export interface Rng {
  /** What the stream is derived from: equal keys give equal numbers. */
  readonly key: string;
  /** An independent stream. Depends on this stream's key and the name only, and leaves this stream as it is. */
  fork(name: string): Rng;
  /** A whole number in [0, bound). */
  integer(bound: number): number;
  /** 0 … n − 1 in random order. */
  permutation(n: number): Int32Array;
  /** Uniform numbers in [low, high); by default [0, 1). */
  uniform<R extends tf.Rank>(shape: tf.ShapeMap[R], low?: number, high?: number): tf.Tensor<R>;
  /** Normal numbers; by default of mean 0 and standard deviation 1. */
  normal<R extends tf.Rank>(shape: tf.ShapeMap[R], mean?: number, deviation?: number): tf.Tensor<R>;
  /** Ones with probability `p`, else zeros. */
  bernoulli<R extends tf.Rank>(shape: tf.ShapeMap[R], p: number): tf.Tensor<R>;
}
