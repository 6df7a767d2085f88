import type { Rng } from '@ildl/interface';
import {
  addFrom,
  dot,
  type Factor,
  matmul,
  matmulTransposed,
  softmaxRows,
  throughSoftmax,
  transposedMatmul,
} from '@ildl/minimizers';
import { joined, partsOf } from '../parts.js';

/** Units of every layer. */
export interface Sizes {
  readonly features: number;
  readonly hidden: number;
  readonly labels: number;
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array];

/** Kernel [features, hidden] and bias of the hidden layer, kernel [hidden, labels] and bias of the outputs. */
const layersOf = (parameters: Float64Array, { features, hidden, labels }: Sizes): Four =>
  partsOf(parameters, features * hidden, hidden, hidden * labels) as Four;

/** The sigmoid units of their weighted inputs without a bias, and the softmax of the outputs. */
export const forward = (sums: Float64Array, parameters: Float64Array, sizes: Sizes) => {
  const { hidden, labels } = sizes;
  const rows = sums.length / hidden;
  const [, bias, outKernel, outBias] = layersOf(parameters, sizes);
  const units = new Float64Array(sums.length);
  for (let row = 0, i = 0; row < rows; row++)
    for (let unit = 0; unit < hidden; unit++, i++)
      units[i] = 1 / (1 + Math.exp(-(sums[i] as number) - (bias[unit] as number)));
  const logits = matmul(units, outKernel, rows, hidden, labels);
  for (let row = 0, i = 0; row < rows; row++)
    for (let label = 0; label < labels; label++, i++)
      logits[i] = (logits[i] as number) + (outBias[label] as number);
  return { units, p: softmaxRows(logits, labels) };
};

/** XW of the hidden layer, of all rows or of `some`. */
export const sumsOf = (parameters: Float64Array, x: Factor, sizes: Sizes, some?: Int32Array): Float64Array =>
  x.times(layersOf(parameters, sizes)[0], sizes.hidden, { some });

const columnSums = (a: Float64Array, columns: number): Float64Array => {
  const sums = new Float64Array(columns);
  for (let from = 0; from < a.length; from += columns) addFrom(sums, 0, 1, a, from, columns);
  return sums;
};

/**
 * ½‖P − Y‖² as a mean over rows, and its gradients by the kernel of the hidden layer and by all other parameters.
 * @param y [rows, labels]
 * @param some the numbers of these rows of `x`; without it all
 */
export const aaBpObjective = (
  parameters: Float64Array,
  x: Factor,
  y: Float64Array,
  sizes: Sizes,
  some?: Int32Array,
) => {
  const { hidden, labels } = sizes;
  const sums = sumsOf(parameters, x, sizes, some);
  const rows = sums.length / hidden;
  const { units, p } = forward(sums, parameters, sizes);
  const error = new Float64Array(p.length);
  for (let i = 0; i < p.length; i++) error[i] = ((p[i] as number) - (y[i] as number)) / rows;
  const byLogits = throughSoftmax(p, error, labels);
  const bySums = matmulTransposed(byLogits, layersOf(parameters, sizes)[2], rows, labels, hidden);
  for (let i = 0; i < bySums.length; i++) {
    const unit = units[i] as number;
    bySums[i] = (bySums[i] as number) * unit * (1 - unit);
  }
  const others = joined(
    columnSums(bySums, hidden),
    transposedMatmul(units, byLogits, rows, hidden, labels),
    columnSums(byLogits, labels),
  );
  return {
    value: (rows / 2) * dot(error, error),
    gradients: [x.transposedTimes(bySums, hidden, { some }), others],
  };
};

/** Kernels uniform within ±√(6 / (inputs + outputs)) (Glorot, Bengio 2010), biases of 0. */
export const glorot = ({ features, hidden, labels }: Sizes, rng: Rng): Float64Array => {
  const kernel = (inputs: number, outputs: number) => {
    const limit = Math.sqrt(6 / (inputs + outputs));
    return Float64Array.from(
      { length: inputs * outputs },
      () => limit * (rng.integer(2 ** 32) / 2 ** 31 - 1),
    );
  };
  return joined(
    kernel(features, hidden),
    new Float64Array(hidden),
    kernel(hidden, labels),
    new Float64Array(labels),
  );
};
