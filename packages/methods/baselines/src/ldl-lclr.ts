import {
  cholesky,
  dot,
  dotFrom,
  groupShrink,
  lbfgs,
  matmul,
  matmulTransposed,
  minimumOf,
  nuclearNorm,
  plus,
  singularValueThreshold,
  throughSoftmax,
  transpose,
  transposedMatmul,
} from '@ildl/minimizers';
import {
  checkOptions,
  defineMethod,
  fullBatchMethod,
  type HostBatch,
  nonNegative,
  positive,
  positiveInteger,
} from '@ildl/trainer';
import { admmStop } from './admm-stop.js';
import { solveCholesky } from './cholesky.js';
import { clusterRows, rowsByCluster } from './cluster-rows.js';
import { crossEntropy } from './cross-entropy.js';
import { linearSoftmax } from './linear-softmax.js';
import type { LogitLoss } from './weight-space.js';
import { whitenedSpace } from './whitened-space.js';

export type LdlLclrOptions = {
  /** λ1 of λ1‖W‖², above 0. */
  l2: number;
  /** λ2, the weight of ‖E‖₂,₁: rows that label correlation does not explain. */
  outliers: number;
  /** λ3, the weight of ‖S‖_*. */
  lowRank: number;
  /** λ4, the weight of the local term. */
  local: number;
  /** Whether the local term +λ4⟨S, T⟩ `separates` labels that lie apart in a cluster, or −λ4⟨S, T⟩ `joins` them. */
  distant: 'separates' | 'joins';
  /** Clusters of rows by their label distributions. */
  clusters: number;
  /** ρ of ADMM. */
  penalty: number;
  /** Most iterations of ADMM. */
  iterations: number;
  /** Most iterations of L-BFGS in each. */
  innerIterations: number;
  /** L-BFGS ends where the objective falls by no more than this times its size. */
  innerTolerance: number;
};

/** What ADMM alternates over besides W. */
export interface LdlLclrState {
  /** S [labels, labels]. */
  readonly s: Float64Array;
  /** E [rows, labels]. */
  readonly e: Float64Array;
  /** Z [labels, labels]. */
  readonly z: Float64Array;
  /** V, the multipliers of E = Y − PS, [rows, labels]. */
  readonly multipliers: Float64Array;
  /** V2, the multipliers of S = Z, [labels, labels]. */
  readonly rankMultipliers: Float64Array;
}

/** Y − PS. */
const unexplained = (p: Float64Array, s: Float64Array, { y, rows }: HostBatch): Float64Array => {
  const labels = y.length / rows;
  const rest = matmul(p, s, rows, labels, labels);
  for (let i = 0; i < rest.length; i++) rest[i] = (y[i] as number) - (rest[i] as number);
  return rest;
};

/**
 * T, the sum over clusters of the Euclidean distances between the label columns, restricted to the rows of the cluster.
 * @returns [labels, labels]
 */
export const labelDistances = (
  y: Float64Array,
  labels: number,
  clusters: readonly (readonly number[])[],
): Float64Array => {
  const distances = new Float64Array(labels * labels);
  for (const rows of clusters)
    for (let a = 0; a < labels; a++)
      for (let b = 0; b < labels; b++) {
        let square = 0;
        for (const row of rows)
          square += ((y[row * labels + a] as number) - (y[row * labels + b] as number)) ** 2;
        distances[a * labels + b] = (distances[a * labels + b] as number) + Math.sqrt(square);
      }
  return distances;
};

/** KL(Y‖P), with Σ y ln y, which does not depend on the prediction; its gradient is P − Y. */
export const divergenceFrom = (y: Float64Array, labels: number): LogitLoss => {
  const entropy = crossEntropy(y, labels);
  const constant = y.reduce((sum, degree) => (degree > 0 ? sum + degree * Math.log(degree) : sum), 0);
  return (logits) => {
    const { value, gradient } = entropy(logits);
    return { value: value + constant, gradient };
  };
};

/** KL(Y‖P) + ⟨V, R⟩ + ρ/2‖R‖², R = Y − PS − E: what the step of W minimizes beside λ1‖W‖². */
export const weightLoss = (
  train: HostBatch,
  { s, e, multipliers }: Pick<LdlLclrState, 's' | 'e' | 'multipliers'>,
  penalty: number,
  divergence = divergenceFrom(train.y, train.y.length / train.rows),
): LogitLoss => {
  const { y, rows } = train;
  const labels = y.length / rows;
  return (logits) => {
    const { value, gradient } = divergence(logits);
    const size = gradient.length;
    const p = plus(gradient, 1, y);
    const residual = unexplained(p, s, train);
    plus(residual, -1, e, residual);
    const pull = plus(multipliers, penalty, residual);
    const total = matmulTransposed(pull, s, rows, labels, labels);
    throughSoftmax(p, total, labels, total);
    for (let i = 0; i < size; i++) total[i] = (gradient[i] as number) - (total[i] as number);
    return {
      value: value + dot(multipliers, residual) + (penalty / 2) * dot(residual, residual),
      gradient: total,
    };
  };
};

/** The step of S: ρ(PᵀP + I) S = Pᵀ(V + ρ(Y − E)) − V2 + ρZ − λ4 T. `local` is λ4 T, with its sign. */
export const correlationStep = (
  p: Float64Array,
  { y, rows }: HostBatch,
  { e, z, multipliers, rankMultipliers }: Omit<LdlLclrState, 's'>,
  local: Float64Array,
  penalty: number,
): Float64Array => {
  const labels = y.length / rows;
  const left = transposedMatmul(p, p, rows, labels, labels).map(
    (product, i) => penalty * (product + Number(i % (labels + 1) === 0)),
  );
  const target = plus(multipliers, penalty, plus(y, -1, e));
  const right = transposedMatmul(p, target, rows, labels, labels).map(
    (value, i) => value - (rankMultipliers[i] as number) + penalty * (z[i] as number) - (local[i] as number),
  );
  const triangle = cholesky(left, labels) as Float64Array;
  return transpose(solveCholesky(triangle, labels, transpose(right, labels, labels)), labels, labels);
};

/** The steps of E, Z and the multipliers for new P and S; `rest` is Y − PS. */
export const splitStep = (
  rest: Float64Array,
  s: Float64Array,
  { multipliers, rankMultipliers }: Pick<LdlLclrState, 'multipliers' | 'rankMultipliers'>,
  labels: number,
  { outliers, lowRank, penalty }: Pick<LdlLclrOptions, 'outliers' | 'lowRank' | 'penalty'>,
): LdlLclrState => {
  const e = groupShrink(plus(rest, 1 / penalty, multipliers), labels, outliers / penalty, 'rows');
  const z = singularValueThreshold(plus(s, 1 / penalty, rankMultipliers), labels, lowRank / penalty);
  return {
    s,
    e,
    z,
    multipliers: plus(multipliers, penalty, plus(rest, -1, e)),
    rankMultipliers: plus(rankMultipliers, penalty, plus(s, -1, z)),
  };
};

/**
 * KL(Y‖P) + λ1‖W‖² + λ2‖E‖₂,₁ + λ3‖S‖_* + ⟨S, λ4 T⟩ with E = Y − PS.
 * @param divergence KL(Y‖P)
 * @param squaredLength ‖W‖²
 */
export const lclrObjective = (
  divergence: number,
  squaredLength: number,
  s: Float64Array,
  e: Float64Array,
  local: Float64Array,
  labels: number,
  { l2, outliers, lowRank }: Pick<LdlLclrOptions, 'l2' | 'outliers' | 'lowRank'>,
): number => {
  let groups = 0;
  for (let from = 0; from < e.length; from += labels) groups += Math.sqrt(dotFrom(e, from, e, from, labels));
  return (
    divergence + l2 * squaredLength + outliers * groups + lowRank * nuclearNorm(s, labels) + dot(s, local)
  );
};

const identity = (size: number): Float64Array =>
  Float64Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0));

/**
 * LDL-LCLR (Ren et al., IJCAI 2019): softmax regression whose predictions, times a label correlation matrix S of low
 * rank, explain the label distributions but for outliers, by ADMM. S is not used to predict.
 *
 * All steps are minima of the augmented Lagrangian; published code takes other gradients.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const ldlLclr = defineMethod<LdlLclrOptions>({
  id: 'ldl-lclr',
  summary: 'low-rank and local label correlations, by ADMM (Ren et al. 2019)',
  defaults: {
    l2: 1e-4,
    outliers: 1e-3,
    lowRank: 1e-3,
    local: 1e-3,
    distant: 'separates',
    clusters: 4,
    penalty: 1,
    iterations: 100,
    innerIterations: 1000,
    innerTolerance: 1e-7,
  },
  features: 'raw',
  usesValidation: false,
  search: {
    l2: [1e-5, 1e-4, 1e-3, 1e-2],
    outliers: [1e-4, 1e-3, 1e-2],
    lowRank: [1e-4, 1e-3, 1e-2],
    local: [1e-4, 1e-3, 1e-2],
  },
  method: (options) => {
    checkOptions(
      'ldl-lclr',
      options,
      {
        l2: positive,
        outliers: nonNegative,
        lowRank: nonNegative,
        local: nonNegative,
        clusters: positiveInteger,
        penalty: positive,
        iterations: positiveInteger,
        innerIterations: positiveInteger,
        innerTolerance: nonNegative,
      },
      { distant: ['separates', 'joins'] },
    );
    const { l2, penalty } = options;
    const minimizer = lbfgs({
      maximumIterations: options.innerIterations,
      functionTolerance: options.innerTolerance,
    });
    return fullBatchMethod({
      name: 'ldl-lclr',
      *solve(train, problem, rng) {
        const { x, y, rows } = train;
        const { features, labels } = problem;
        const divergence = divergenceFrom(y, labels);
        const clusters = rowsByCluster(clusterRows(y, labels, options.clusters, rng.fork('clusters')));
        const sign = options.distant === 'separates' ? 1 : -1;
        const local = labelDistances(y, labels, clusters).map((t) => sign * options.local * t);
        const space = whitenedSpace(x, rows, features, labels, { curvature: 0.25, penalty: 2 * l2 });
        let state: LdlLclrState = {
          s: identity(labels),
          e: new Float64Array(y.length),
          z: identity(labels),
          multipliers: new Float64Array(y.length),
          rankMultipliers: new Float64Array(labels * labels),
        };
        let [at, value] = [space.start, 0];
        const ended = (iterations: number, converged: boolean, reason: string) => ({
          w: space.weights(at),
          value,
          iterations,
          converged,
          reason,
        });
        for (let iteration = 1; iteration <= options.iterations; iteration++) {
          const loss = weightLoss(train, state, penalty, divergence);
          const { w: here } = minimumOf(minimizer.minimize(space.objective(loss), at));
          at = here;
          const { value: apart, gradient } = divergence(space.logits(here));
          const p = plus(gradient, 1, y);
          const s = correlationStep(p, train, state, local, penalty);
          const rest = unexplained(p, s, train);
          const before = state;
          state = splitStep(rest, s, state, labels, options);
          value = lclrObjective(apart, space.squaredLength(here), s, rest, local, labels, options);
          yield {
            iteration,
            value,
            get w() {
              return space.weights(here);
            },
          };
          const small = admmStop(
            [
              { left: state.e, right: rest, before: before.e, multipliers: state.multipliers },
              { left: state.z, right: s, before: before.z, multipliers: state.rankMultipliers },
            ],
            penalty,
            problem,
          );
          if (small) return ended(iteration, true, 'the residuals are small');
        }
        return ended(
          options.iterations,
          false,
          `the residuals are still large after ${options.iterations} iterations`,
        );
      },
      predict: linearSoftmax,
    });
  },
});
