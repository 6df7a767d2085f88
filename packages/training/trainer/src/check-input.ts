import type { Batch, FitInput, Problem } from '@ildl/interface';
import type * as tf from '@tensorflow/tfjs';
import { ildlError } from './errors.js';

/** Absolute tolerance of the sum of the degrees of a row, which is 1. */
export const labelSumTolerance = 1e-4;

const refuse = (message: string) => ildlError('ILDL_INPUT', message);

/** The index of the first number that is not finite; −1 where all are. */
const firstNotFinite = (values: Float32Array): number => {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
};

const checkBatch = async ({ x, y }: Batch, which: string): Promise<Float64Array> => {
  for (const [name, tensor] of [
    ['features', x],
    ['labels', y],
  ] as [string, tf.Tensor][])
    if (tensor.rank !== 2)
      throw refuse(`The ${which} ${name} have rank ${tensor.rank}; give a matrix with one row per instance.`);
  const [rows, features] = x.shape;
  const [labelRows, labels] = y.shape;
  if (rows !== labelRows)
    throw refuse(
      `The ${which} features have ${rows} rows and the labels ${labelRows}; give one row of each per instance.`,
    );
  if (rows === 0) throw refuse(`There are no ${which} rows; give at least one.`);
  if (features === 0) throw refuse(`The ${which} rows have no features; give at least one column.`);
  if (labels < 2)
    throw refuse(`The ${which} labels have ${labels} column; a label distribution needs at least two.`);
  const [xs, ys] = await Promise.all([x.data(), y.data()]);
  // Other dtypes hold integers.
  const bad = x.dtype === 'float32' ? firstNotFinite(xs as Float32Array) : -1;
  if (bad >= 0)
    throw refuse(
      `Row ${Math.floor(bad / features) + 1} of the ${which} features has ${xs[bad]} in column ${(bad % features) + 1}; replace or drop it.`,
    );
  const mass = new Float64Array(labels);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let label = 0; label < labels; label++) {
      const degree = ys[row * labels + label] as number;
      if (!(degree >= 0 && degree < Infinity))
        throw refuse(
          `Row ${row + 1} of the ${which} labels has the degree ${degree} for label ${label + 1}; degrees are finite and not negative.`,
        );
      sum += degree;
      mass[label] = (mass[label] as number) + degree;
    }
    if (Math.abs(sum - 1) > labelSumTolerance)
      throw refuse(`Row ${row + 1} of the ${which} labels sums to ${sum}; divide each row by its sum.`);
  }
  return mass;
};

/**
 * Checks the rows of a fit, and describes them.
 * @throws `ILDL_INPUT` for shapes that do not agree, numbers that are not finite, negative degrees, rows of labels that do
 * not sum to 1 within 1e-4, no row, or a single label
 */
export const checkInput = async ({ train, valid }: FitInput): Promise<Problem> => {
  const labelMass = await checkBatch(train, 'training');
  const [size, features] = train.x.shape;
  const labels = train.y.shape[1];
  if (valid !== undefined) {
    await checkBatch(valid, 'validation');
    if (valid.x.shape[1] !== features || valid.y.shape[1] !== labels)
      throw refuse(
        `Validation has ${valid.x.shape[1]} features and ${valid.y.shape[1]} labels, training ${features} and ${labels}; they must agree.`,
      );
  }
  return Object.freeze({ features, labels, size, labelMass: Object.freeze([...labelMass]) });
};

/**
 * Checks that rows to predict have the number of features that the model was trained on.
 * @throws `ILDL_INPUT` otherwise
 */
export const checkFeatures = (x: tf.Tensor2D, { features }: Problem): void => {
  if (x.rank !== 2 || x.shape[1] !== features)
    throw refuse(`The rows to predict have the shape [${x.shape}]; this model takes [n, ${features}].`);
};
