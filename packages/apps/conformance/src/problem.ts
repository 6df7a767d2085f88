import type { Batch, Problem, Rng } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';

/** Columns of the generated problems. */
const features = 6;
export const labels = 4;

const kernelOf = (rng: Rng, columns: number) => rng.fork('kernel').normal<tf.Rank.R2>([features, columns]);

/**
 * Rows of standard normal features whose label distribution is a softmax regression of them. Other numbers of rows from
 * one stream are other rows of the same regression.
 */
export const regressionRows = (rng: Rng, rows: number, columns = labels): Batch =>
  tf.tidy(() => {
    const x = rng.fork('features').fork(`${rows}`).normal<tf.Rank.R2>([rows, features]);
    return { x, y: tf.softmax(tf.matMul<tf.Tensor2D>(x, kernelOf(rng, columns))) };
  });

/** The same rows with degrees that are exactly 0 and 1. */
export const oneHotRows = ({ x, y }: Batch): Batch =>
  tf.tidy(() => ({
    x: tf.clone(x),
    // A cast, since the wasm backend of tfjs 4.22 writes the bits of integers into a one-hot of dtype float32.
    y: tf.cast(tf.oneHot(tf.argMax(y, 1), y.shape[1]), 'float32') as tf.Tensor2D,
  }));

/** The problem of these training rows. */
export const problemOf = ({ x, y }: Batch): Problem => ({
  features: x.shape[1],
  labels: y.shape[1],
  size: x.shape[0],
  labelMass: Array.from(tf.tidy(() => tf.sum(y, 0)).dataSync()),
});

/** Rows `indices` of a matrix. */
export const rowsOf = (matrix: tf.Tensor2D, indices: readonly number[]): tf.Tensor2D =>
  tf.tidy(() => tf.gather(matrix, tf.tensor1d([...indices], 'int32')));

/** Selections of rows: permuted, a subset, with a repetition, a single one. */
export const rowSelections = (rows: number): readonly (readonly number[])[] => {
  const all = Array.from({ length: rows }, (_, i) => i);
  return [all.toReversed(), all.filter((i) => i % 3 === 1), [0, 0, rows - 1], [rows >> 1]];
};
