import type * as tf from '@tensorflow/tfjs-core';

/**
 * Rows of features and their label distributions, float32. Borrowed wherever they are an argument: the callee neither
 * disposes nor keeps them.
 */
export interface Batch {
  /** Features [n, features], finite. */
  readonly x: tf.Tensor2D;
  /** Label distributions [n, labels]: degrees in [0, 1], each row sums to 1 within 1e-4. */
  readonly y: tf.Tensor2D;
}

/** What a model is made for. The trainer derives it from the training rows before the first step and stores it in files. */
export interface Problem {
  /** Columns of the features, from 1. */
  readonly features: number;
  /** Number of labels, from 2. */
  readonly labels: number;
  /** Number of training rows, from 1. */
  readonly size: number;
  /** Column sums of the training label distributions, [labels], each from 0; they sum to `size`. */
  readonly labelMass: readonly number[];
}
