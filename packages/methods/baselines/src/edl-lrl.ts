import {
  dot,
  lbfgs,
  minimumOf,
  nuclearNorm,
  singularValueThreshold,
  softmaxRows,
  throughSoftmax,
} from '@ildl/minimizers';
import {
  checkOptions,
  defineMethod,
  fullBatchMethod,
  nonNegative,
  positive,
  positiveInteger,
} from '@ildl/trainer';
import { clusterRows, rowsByCluster } from './cluster-rows.js';
import { type InitialWeights, initialWeights } from './initial-weights.js';
import { linearSoftmax } from './linear-softmax.js';
import { type LogitLoss, weightSpace } from './weight-space.js';

export type EdlLrlOptions = {
  /** λ1 of λ1‖W‖². */
  l2: number;
  /** λ2, the weight of the nuclear norms. */
  lowRank: number;
  /** m, the clusters of rows by their features. */
  clusters: number;
  /** Where the weights start. */
  init: InitialWeights;
  /** ρ of the first iteration of ADMM. */
  penalty: number;
  /** By what ρ is multiplied after each. */
  penaltyGrowth: number;
  /** Most iterations of ADMM. */
  iterations: number;
  /** Most iterations of L-BFGS in each. */
  innerIterations: number;
  /** The two faults of the published code: the softmax has a diagonal Jacobian, singular values are not shrunk. */
  published: boolean;
};

const largestPenalty = 1e6;

/** What ADMM alternates over; all matrices are [rows, labels], rows in their own order. */
export interface EdlLrlState {
  /** Z. */
  readonly z: Float64Array;
  /** Λ. */
  readonly multipliers: Float64Array;
  /** ρ. */
  readonly penalty: number;
}

/** ½‖P − Y‖² + ⟨Λ, P − Z⟩ + ρ/2‖P − Z‖², the loss of the step of W. */
export const edlLrlLoss =
  (
    y: Float64Array,
    labels: number,
    { z, multipliers, penalty }: EdlLrlState,
    published: boolean,
  ): LogitLoss =>
  (logits) => {
    const p = softmaxRows(logits, labels);
    const byP = new Float64Array(p.length);
    let value = 0;
    for (let i = 0; i < p.length; i++) {
      const degree = p[i] as number;
      const error = degree - (y[i] as number);
      const gap = degree - (z[i] as number);
      const multiplier = multipliers[i] as number;
      value += (error * error) / 2 + multiplier * gap + (penalty / 2) * gap * gap;
      byP[i] = error + multiplier + penalty * gap;
    }
    return {
      value,
      gradient: published
        ? byP.map((g, i) => g * ((p[i] as number) - (p[i] as number) ** 2))
        : throughSoftmax(p, byP, labels),
    };
  };

/** Changes the rows of every cluster as one matrix. */
const byCluster = (
  a: Float64Array,
  labels: number,
  clusters: readonly (readonly number[])[],
  change: (block: Float64Array) => Float64Array,
): Float64Array => {
  const result = new Float64Array(a.length);
  for (const rows of clusters) {
    const block = new Float64Array(rows.length * labels);
    for (const [i, row] of rows.entries())
      block.set(a.subarray(row * labels, (row + 1) * labels), i * labels);
    const changed = change(block);
    for (const [i, row] of rows.entries())
      result.set(changed.subarray(i * labels, (i + 1) * labels), row * labels);
  }
  return result;
};

/** The steps of Z_k = SVT(P⁽ᵏ⁾ + Λ_k/ρ, λ2/ρ) and Λ_k += ρ(P⁽ᵏ⁾ − Z_k). */
export const lowRankStep = (
  p: Float64Array,
  labels: number,
  clusters: readonly (readonly number[])[],
  { multipliers, penalty }: EdlLrlState,
  lowRank: number,
  published: boolean,
): Pick<EdlLrlState, 'z' | 'multipliers'> => {
  const shifted = p.map((degree, i) => degree + (multipliers[i] as number) / penalty);
  const z = byCluster(shifted, labels, clusters, (block) =>
    singularValueThreshold(block, labels, lowRank / penalty, published ? 'hard' : 'soft'),
  );
  return {
    z,
    multipliers: multipliers.map(
      (multiplier, i) => multiplier + penalty * ((p[i] as number) - (z[i] as number)),
    ),
  };
};

/** Σ_k ‖A⁽ᵏ⁾‖_*. */
export const nuclearNorms = (
  a: Float64Array,
  labels: number,
  clusters: readonly (readonly number[])[],
): number => {
  let sum = 0;
  byCluster(a, labels, clusters, (block) => {
    sum += nuclearNorm(block, labels);
    return block;
  });
  return sum;
};

/**
 * EDL-LRL (Jia et al., CVPR 2019): softmax regression by least squares, ½‖P − Y‖² + λ1‖W‖² + λ2 Σ_k ‖P⁽ᵏ⁾‖_*, where P⁽ᵏ⁾
 * are the predictions of a cluster of rows, by ADMM with Z_k = P⁽ᵏ⁾.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const edlLrl = defineMethod<EdlLrlOptions>({
  id: 'edl-lrl',
  summary: 'local low-rank label correlations (Jia et al. 2019)',
  defaults: {
    l2: 1e-3,
    lowRank: 1e-2,
    clusters: 5,
    init: 'uniform01',
    penalty: 1e-6,
    penaltyGrowth: 1.1,
    iterations: 50,
    innerIterations: 10,
    published: false,
  },
  features: 'raw',
  usesValidation: false,
  search: { l2: [1e-4, 1e-3, 1e-2, 0.1], lowRank: [1e-3, 1e-2, 0.1] },
  method: (options) => {
    checkOptions(
      'edl-lrl',
      options,
      {
        l2: nonNegative,
        lowRank: nonNegative,
        clusters: positiveInteger,
        penalty: positive,
        penaltyGrowth: positive,
        iterations: positiveInteger,
        innerIterations: positiveInteger,
      },
      { init: ['zero', 'uniform01'] },
    );
    const { l2, lowRank, published } = options;
    const minimizer = lbfgs({ maximumIterations: options.innerIterations, gradientTolerance: 1e-3 });
    return fullBatchMethod({
      name: 'edl-lrl',
      *solve({ rows, x, y }, { features, labels }, rng) {
        const clusters = rowsByCluster(clusterRows(x, features, options.clusters, rng.fork('clusters')));
        const start = initialWeights(options.init, features * labels, rng.fork('init'));
        const space = weightSpace(x, rows, features, start);
        let at = space.start;
        let state: EdlLrlState = {
          z: new Float64Array(y.length),
          multipliers: new Float64Array(y.length),
          penalty: options.penalty,
        };
        let value = Number.POSITIVE_INFINITY;
        const ended = (iterations: number, converged: boolean, reason: string) => ({
          w: space.weights(at),
          value,
          iterations,
          converged,
          reason,
        });
        for (let iteration = 1; iteration <= options.iterations; iteration++) {
          const objective = space.objective(edlLrlLoss(y, labels, state, published), 2 * l2);
          at = minimumOf(minimizer.minimize(objective, at)).w;
          const here = at;
          const p = softmaxRows(space.logits(here), labels);
          state = {
            ...lowRankStep(p, labels, clusters, state, lowRank, published),
            penalty: Math.min(options.penaltyGrowth * state.penalty, largestPenalty),
          };
          const error = p.map((degree, i) => degree - (y[i] as number));
          const before = value;
          value =
            dot(error, error) / 2 + l2 * dot(here, here) + lowRank * nuclearNorms(state.z, labels, clusters);
          yield {
            iteration,
            value,
            get w() {
              return space.weights(here);
            },
          };
          if (Math.abs(before - value) < 1e-8) return ended(iteration, true, 'the objective stopped falling');
          if (value > before) return ended(iteration, false, 'the objective rose');
        }
        return ended(options.iterations, false, `${options.iterations} iterations were not enough`);
      },
      predict: linearSoftmax,
    });
  },
});
