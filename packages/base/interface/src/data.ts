import type * as tf from '@tensorflow/tfjs-core';

/** Rows of features `x` [n, features] and of label distributions `y` [n, labels]; each row of `y` sums to 1. */
export interface Batch {
  readonly x: tf.Tensor2D;
  readonly y: tf.Tensor2D;
}

/** What a method may know of its training set before the first step. */
export interface Problem {
  readonly features: number;
  readonly labels: number;
  /** Number of training rows. */
  readonly size: number;
  /** Column sums of the training label distributions, one per label; they add up to `size`. */
  readonly labelMass: readonly number[];
}
