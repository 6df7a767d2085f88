import type { Matrix } from '@ildl/interface';
import { denseValues, softmaxRows, transposedMatmul } from '@ildl/minimizers';
import { checkOptions, defineMethod, fullBatchMethod, type HostBatch, nonNegative } from '@ildl/trainer';
import { joined, partsOf } from './parts.js';

/** A Gaussian naive Bayes classifier. */
export interface WeightedGaussians {
  /** Of every label, [labels]. */
  readonly prior: Float64Array;
  /** [labels, features]. */
  readonly mean: Float64Array;
  /** [labels, features], with the smoothing. */
  readonly variance: Float64Array;
}

/**
 * Adds to every sum the weighted squared distances from the mean of two rows, which begin at `first` and `second`: two
 * per pass, as loading and storing the sums dominates.
 */
const addSpread = (
  sums: Float64Array,
  x: Float64Array,
  mean: Float64Array,
  { first, second }: { readonly first: number; readonly second: number },
  [weight, other]: readonly [number, number],
): void => {
  for (let r = 0; r < mean.length; r++) {
    const center = mean[r] as number;
    const distance = (x[first + r] as number) - center;
    const further = (x[second + r] as number) - center;
    sums[r] = (sums[r] as number) + weight * (distance * distance) + other * (further * further);
  }
};

/**
 * The Gaussian naive Bayes classifier of the examples (x_i, label j), each of weight y_ij: the limit of drawing ever
 * more of them at random.
 * @param smoothing share of the largest variance of a feature that is added to every variance
 */
export const weightedGaussians = (
  { x: matrix, y: { values: y, rows, columns: labels } }: HostBatch,
  smoothing: number,
): WeightedGaussians => {
  const x = denseValues(matrix);
  const features = matrix.columns;
  const count = 1 + labels;
  /** Of every row the weight 1, then that of every label, [rows, count]. */
  const weights = new Float64Array(rows * count).fill(1);
  for (let row = 0; row < rows; row++)
    weights.set(y.subarray(row * labels, (row + 1) * labels), row * count + 1);
  // Added up as the sums of the features are, so that a feature that is always 1 has no variance.
  const masses = transposedMatmul(weights, new Float64Array(rows).fill(1), rows, count, 1);
  // A label that no row has keeps sums of 0; its prior of 0 decides.
  const divisors = masses.map((mass) => mass || 1);
  const means = transposedMatmul(weights, x, rows, count, features);
  for (let k = 0, at = 0; k < count; k++)
    for (let r = 0; r < features; r++, at++) means[at] = (means[at] as number) / (divisors[k] as number);
  /** The variance of every feature with the weights of one column. */
  const varianceOf = (k: number): Float64Array => {
    const mean = means.subarray(k * features, (k + 1) * features);
    const sums = new Float64Array(features);
    const weightOf = (row: number): number => weights[row * count + k] ?? 0;
    for (let row = 0; row < rows; row += 2) {
      // The last of an odd number goes with itself, without weight.
      const next = Math.min(row + 1, rows - 1);
      const starts = { first: row * features, second: next * features };
      addSpread(sums, x, mean, starts, [weightOf(row), weightOf(row + 1)]);
    }
    return sums.map((sum) => sum / (divisors[k] as number));
  };
  const largest = varianceOf(0).reduce((most, value) => Math.max(most, value), 0);
  const floor = smoothing * largest;
  const variance = new Float64Array(labels * features);
  for (let label = 0; label < labels; label++)
    variance.set(
      // Without any variance (one row, no smoothing) the distance from the mean has no unit: take 1.
      varianceOf(1 + label).map((value) => value + floor || 1),
      label * features,
    );
  const prior = masses.subarray(1);
  const total = prior.reduce((sum, mass) => sum + mass, 0);
  return { prior: prior.map((mass) => mass / total), mean: means.subarray(features), variance };
};

/**
 * Label distributions of `x`: prior times density, divided by their sum.
 * @returns [rows, labels]
 */
export const posterior = ({ prior, mean, variance }: WeightedGaussians, matrix: Matrix): Float64Array => {
  const { rows, columns: features } = matrix;
  const x = denseValues(matrix);
  const labels = prior.length;
  const logarithms = new Float64Array(rows * labels);
  for (let label = 0; label < labels; label++) {
    const from = label * features;
    let constant = Math.log(prior[label] as number);
    for (let r = 0; r < features; r++) constant -= Math.log(2 * Math.PI * (variance[from + r] as number)) / 2;
    for (let row = 0; row < rows; row++) {
      let distance = 0;
      for (let r = 0; r < features; r++)
        distance +=
          ((x[row * features + r] as number) - (mean[from + r] as number)) ** 2 /
          (variance[from + r] as number);
      logarithms[row * labels + label] = constant - distance / 2;
    }
  }
  return softmaxRows(logarithms, labels);
};

/**
 * PT-Bayes (Geng 2016): the posterior of a Gaussian naive Bayes classifier of label-weighted examples. Weights take the
 * place of random examples, so that it is deterministic. There is nothing to minimize.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const ptBayes = defineMethod({
  id: 'pt-bayes',
  summary: 'Gaussian naive Bayes of label-weighted examples (Geng 2016)',
  defaults: {
    /** Share of the largest variance of a feature that is added to every variance; at least 0, default 0.1. */
    smoothing: 0.1,
  },
  features: 'raw',
  usesValidation: false,
  search: { smoothing: [1e-9, 1e-3, 1e-2, 0.1, 1] },
  method: (options) => {
    checkOptions('pt-bayes', options, { smoothing: nonNegative });
    return fullBatchMethod({
      name: 'pt-bayes',
      // biome-ignore lint/correctness/useYield: there are no iterations
      *solve(train) {
        const { prior, mean, variance } = weightedGaussians(train, options.smoothing);
        const w = joined(prior, mean, variance);
        return { w, value: 0, iterations: 0, converged: true, reason: 'means and variances were counted' };
      },
      predict: (w, x, { features, labels }) => {
        const [prior, mean, variance] = partsOf(w, labels, labels * features) as [
          Float64Array,
          Float64Array,
          Float64Array,
        ];
        return posterior({ prior, mean, variance }, x);
      },
    });
  },
});
