import { addFrom } from '@ildl/minimizers';
import {
  checkOptions,
  defineMethod,
  fullBatchMethod,
  type HostBatch,
  notNegative,
  type Problem,
} from '@ildl/trainer';
import { joined, partsOf } from './parts.js';
import { softmaxRows } from './softmax-rows.js';

/** A Gaussian naive Bayes classifier. */
export interface WeightedGaussians {
  /** Of every label, [labels]. */
  readonly prior: Float64Array;
  /** [labels, features]. */
  readonly mean: Float64Array;
  /** [labels, features], with the smoothing. */
  readonly variance: Float64Array;
}

/** Adds to every sum the weighted square of the distance of a row, which begins at `from`, from the mean. */
const addSpread = (
  sums: Float64Array,
  weight: number,
  x: Float64Array,
  from: number,
  mean: Float64Array,
): void => {
  for (let r = 0; r < mean.length; r++) {
    const distance = (x[from + r] as number) - (mean[r] as number);
    sums[r] = (sums[r] as number) + weight * (distance * distance);
  }
};

/**
 * The Gaussian naive Bayes classifier of the examples (x_i, label j), each of weight y_ij: what drawing ever more of
 * them at random comes to.
 * @param smoothing share of the largest variance of a feature that is added to every variance
 */
export const weightedGaussians = (
  { x, y, rows }: HostBatch,
  { features, labels }: Pick<Problem, 'features' | 'labels'>,
  smoothing: number,
): WeightedGaussians => {
  /** The weighted mean and variance of every feature. */
  const gaussian = (weightOf: (row: number) => number) => {
    let mass = 0;
    const mean = new Float64Array(features);
    for (let row = 0; row < rows; row++) {
      const weight = weightOf(row);
      mass += weight;
      addFrom(mean, 0, weight, x, row * features, features);
    }
    // A label that no row has keeps sums of 0; its prior of 0 decides.
    const divisor = mass || 1;
    for (let r = 0; r < features; r++) mean[r] = (mean[r] as number) / divisor;
    const variance = new Float64Array(features);
    for (let row = 0; row < rows; row++) addSpread(variance, weightOf(row), x, row * features, mean);
    return { mass, mean, variance: variance.map((sum) => sum / divisor) };
  };
  const largest = gaussian(() => 1).variance.reduce((most, value) => Math.max(most, value), 0);
  const floor = smoothing * largest;
  const prior = new Float64Array(labels);
  const [mean, variance] = [new Float64Array(labels * features), new Float64Array(labels * features)];
  for (let label = 0; label < labels; label++) {
    const of = gaussian((row) => y[row * labels + label] as number);
    prior[label] = of.mass;
    mean.set(of.mean, label * features);
    // Without any variance (one row, no smoothing) the distance from the mean has no unit: take 1.
    variance.set(
      of.variance.map((value) => value + floor || 1),
      label * features,
    );
  }
  const total = prior.reduce((sum, mass) => sum + mass, 0);
  return { prior: prior.map((mass) => mass / total), mean, variance };
};

/**
 * Label distributions of `x`: prior times density, divided by their sum.
 * @returns [rows, labels]
 */
export const posterior = (
  { prior, mean, variance }: WeightedGaussians,
  x: Float64Array,
  rows: number,
  { features, labels }: Pick<Problem, 'features' | 'labels'>,
): Float64Array => {
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
    /** Share of the largest variance of a feature that is added to every variance. */
    smoothing: 0.1,
  },
  features: 'raw',
  usesValidation: false,
  search: { smoothing: [1e-9, 1e-3, 1e-2, 0.1, 1] },
  method: (options) => {
    checkOptions('pt-bayes', options, { smoothing: notNegative });
    return fullBatchMethod({
      name: 'pt-bayes',
      // biome-ignore lint/correctness/useYield: there are no iterations
      *solve(train, problem) {
        const { prior, mean, variance } = weightedGaussians(train, problem, options.smoothing);
        const w = joined(prior, mean, variance);
        return { w, value: 0, iterations: 0, converged: true, reason: 'means and variances were counted' };
      },
      predict: (w, x, rows, problem) => {
        const { features, labels } = problem;
        const [prior, mean, variance] = partsOf(w, labels, labels * features) as [
          Float64Array,
          Float64Array,
          Float64Array,
        ];
        return posterior({ prior, mean, variance }, x, rows, problem);
      },
    });
  },
});
