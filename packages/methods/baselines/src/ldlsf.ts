import type { Problem } from '@ildl/interface';
import type { Minimum } from '@ildl/minimizers';
import {
  cholesky,
  dot,
  dotFrom,
  factorOf,
  groupShrink,
  matmul,
  matmulTransposed,
  plus,
  projectOnSimplex,
  soft,
  transpose,
  transposedMatmul,
  triangleOf,
} from '@ildl/minimizers';
import {
  checkOptions,
  defineMethod,
  fullBatchMethod,
  type HostBatch,
  ildlError,
  nonNegative,
  positive,
  positiveInteger,
} from '@ildl/trainer';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { admmStop } from './admm-stop.js';

export type LdlsfOptions = {
  /** λ1, the weight of ‖S‖₁: features of single labels. */
  specific: number;
  /** λ2, the weight of ‖C‖₂,₁: features that labels share. */
  shared: number;
  /** λ3, the weight of the label correlation. */
  correlation: number;
  /** ρ, the penalty of the constraints in ADMM. */
  penalty: number;
  /** Most iterations of ADMM. */
  iterations: number;
  /** What ‖·‖₂,₁ groups: `rows`, the features, as in the paper; `columns`, the labels, as in the published code. */
  groups: 'rows' | 'columns';
};

/** What ADMM alternates over. All but `sums` are [features, labels]. */
export interface LdlsfState {
  readonly w: Float64Array;
  readonly specific: Float64Array;
  readonly shared: Float64Array;
  /** V, the multipliers of W = S + C. */
  readonly multipliers: Float64Array;
  /** v, the multipliers of XW1 = 1, [rows]. */
  readonly sumMultipliers: Float64Array;
}

const rowSums = (a: Float64Array, columns: number): Float64Array => {
  const sums = new Float64Array(a.length / columns);
  for (let row = 0, i = 0; row < sums.length; row++)
    for (let c = 0; c < columns; c++, i++) sums[row] = (sums[row] as number) + (a[i] as number);
  return sums;
};

/**
 * M = diag(R1) − R, where R is the Pearson correlation of the label columns. A label whose degree never changes is taken
 * to correlate with none.
 * @returns [labels, labels]
 */
export const labelCorrelation = ({ y, rows }: HostBatch, labels: number): Float64Array => {
  const means = new Float64Array(labels);
  for (let i = 0; i < y.length; i++)
    means[i % labels] = (means[i % labels] as number) + (y[i] as number) / rows;
  const centred = y.map((degree, i) => degree - (means[i % labels] as number));
  const covariance = transposedMatmul(centred, centred, rows, labels, labels);
  const deviations = Float64Array.from({ length: labels }, (_, a) =>
    Math.sqrt(covariance[a * labels + a] as number),
  );
  const r = covariance.map((value, i) => {
    const product = (deviations[Math.floor(i / labels)] as number) * (deviations[i % labels] as number);
    return product > 0 ? value / product : 0;
  });
  const sums = rowSums(r, labels);
  return r.map((value, i) => (i % (labels + 1) === 0 ? (sums[i / (labels + 1)] as number) : 0) - value);
};

/** factor·A + ridge·I, for A [size, size]. */
const plusRidge = (factor: number, a: Float64Array, size: number, ridge: number): Float64Array => {
  const sum = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) sum[i] = factor * (a[i] as number);
  for (let i = 0; i < sum.length; i += size + 1) sum[i] = (sum[i] as number) + ridge;
  return sum;
};

/** An eigenvalue of N below this counts as this. */
const smallestEigenvalue = 1e-6;

/**
 * The step of W in closed form. It minimizes a quadratic function and solves XᵀX W N + ρW = R + XᵀT, where
 * N = I + 2 λ3 M + ρ11ᵀ, R = ρ(S + C) − V, T = Y + (ρ1 − v)1ᵀ: in the eigenbasis of N every label is one linear system,
 * of the size of the rows or of the features, whichever is less.
 * @param m [labels, labels], symmetric
 * @returns the step, from a state to W and XW; `convex`, whether N is positive definite (else it is made so)
 * @throws `ILDL_DIVERGED` where ρ is lost in rounding
 */
export const weightStep = (
  { x, y, rows }: HostBatch,
  { features, labels }: Pick<Problem, 'features' | 'labels'>,
  m: Float64Array,
  { correlation, penalty }: Pick<LdlsfOptions, 'correlation' | 'penalty'>,
) => {
  const n = Array.from({ length: labels }, (_, a) =>
    Array.from(
      { length: labels },
      (_, b) => Number(a === b) + 2 * correlation * (m[a * labels + b] as number) + penalty,
    ),
  );
  const eigen = new EigenvalueDecomposition(new Matrix(n), { assumeSymmetric: true });
  const q = Float64Array.from(eigen.eigenvectorMatrix.to1DArray());
  const kappa = eigen.realEigenvalues.map((value) => Math.max(smallestEigenvalue, value));
  const wide = rows < features;
  const size = wide ? rows : features;
  const factor = factorOf(x, rows, features);
  const products = wide ? factor.rowProducts() : factor.transposedTimes(x, features);
  const triangles = kappa.map((value) => {
    const triangle = cholesky(plusRidge(value, products, size, penalty), size);
    if (triangle === undefined)
      throw ildlError(
        'ILDL_DIVERGED',
        `The penalty ${penalty} of ldlsf is lost in rounding beside features this large; standardise them or raise it.`,
      );
    return triangleOf(triangle, size);
  });
  /** Solves one system for every column of `b` [size, labels]. */
  const solve = (b: Float64Array): Float64Array => {
    const columns = transpose(b, size, labels);
    for (const [label, triangle] of triangles.entries()) {
      const column = columns.subarray(label * size, (label + 1) * size);
      column.set(triangle.solveUpper(triangle.solveLower(column)));
    }
    return transpose(columns, labels, size);
  };
  const intoBasis = (a: Float64Array) => matmul(a, q, a.length / labels, labels, labels);
  const outOfBasis = (a: Float64Array) => matmulTransposed(a, q, a.length / labels, labels, labels);

  const step = ({ specific, shared, multipliers, sumMultipliers }: Omit<LdlsfState, 'w'>) => {
    const rest = new Float64Array(multipliers.length);
    for (let i = 0; i < rest.length; i++)
      rest[i] = penalty * ((specific[i] as number) + (shared[i] as number)) - (multipliers[i] as number);
    const target = new Float64Array(y.length);
    for (let row = 0, i = 0; row < rows; row++)
      for (let label = 0; label < labels; label++, i++)
        target[i] = (y[i] as number) + penalty - (sumMultipliers[row] as number);
    if (!wide) {
      const right = factor.transposedTimes(target, labels);
      const w = outOfBasis(solve(intoBasis(plus(right, 1, rest, right))));
      return { w, xw: factor.times(w, labels) };
    }
    // By the Woodbury identity W = (R − XᵀU)/ρ with (κ XXᵀ + ρ) U = κ XR − ρT; then XW = (T + U)/κ.
    // In the eigenbasis; `xw` is T until U is known.
    const right = intoBasis(factor.times(rest, labels));
    const xw = intoBasis(target);
    for (let row = 0, i = 0; row < rows; row++)
      for (let label = 0; label < labels; label++, i++)
        right[i] = (kappa[label] as number) * (right[i] as number) - penalty * (xw[i] as number);
    const u = solve(right);
    const w = factor.transposedTimes(outOfBasis(u), labels);
    for (let i = 0; i < w.length; i++) w[i] = ((rest[i] as number) - (w[i] as number)) / penalty;
    for (let row = 0, i = 0; row < rows; row++)
      for (let label = 0; label < labels; label++, i++)
        xw[i] = ((xw[i] as number) + (u[i] as number)) / (kappa[label] as number);
    return { w, xw: outOfBasis(xw) };
  };
  return { step, convex: eigen.realEigenvalues.every((value) => value >= smallestEigenvalue) };
};

/** The steps of S, C and the multipliers for a new W, of which `sums` is XW1. */
export const splitStep = (
  w: Float64Array,
  sums: Float64Array,
  { shared, multipliers, sumMultipliers }: LdlsfState,
  labels: number,
  { specific: lambda1, shared: lambda2, penalty, groups }: LdlsfOptions,
): LdlsfState => {
  const shifted = plus(w, 1 / penalty, multipliers);
  const specific = soft(plus(shifted, -1, shared), lambda1 / penalty);
  const common = groupShrink(plus(shifted, -1, specific, shifted), labels, lambda2 / penalty, groups);
  const gap = plus(w, -1, specific);
  plus(gap, -1, common, gap);
  return {
    w,
    specific,
    shared: common,
    multipliers: plus(multipliers, penalty, gap, gap),
    sumMultipliers: sumMultipliers.map((value, i) => value + penalty * ((sums[i] as number) - 1)),
  };
};

const sumOfSizes = (a: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] as number);
  return sum;
};

/**
 * ½‖XW − Y‖² + λ1‖S‖₁ + λ2‖C‖₂,₁ + λ3 tr(XW M (XW)ᵀ).
 * @param xw XW [rows, labels]
 * @param m M [labels, labels]
 */
export const ldlsfObjective = (
  xw: Float64Array,
  { specific, shared }: Pick<LdlsfState, 'specific' | 'shared'>,
  { y, rows }: HostBatch,
  m: Float64Array,
  labels: number,
  options: Omit<LdlsfOptions, 'penalty' | 'iterations'>,
): number => {
  const groups = options.groups === 'rows' ? shared : transpose(shared, shared.length / labels, labels);
  const width = options.groups === 'rows' ? labels : shared.length / labels;
  let norms = 0;
  for (let from = 0; from < groups.length; from += width)
    norms += Math.sqrt(dotFrom(groups, from, groups, from, width));
  const trace = dot(matmul(xw, m, rows, labels, labels), xw);
  let error = 0;
  for (let i = 0; i < y.length; i++) error += ((xw[i] as number) - (y[i] as number)) ** 2;
  return (
    error / 2 + options.specific * sumOfSizes(specific) + options.shared * norms + options.correlation * trace
  );
};

/** The first columns of the identity, times `value`. */
const identity = (features: number, labels: number, value: number): Float64Array =>
  Float64Array.from({ length: features * labels }, (_, i) =>
    Math.floor(i / labels) === i % labels ? value : 0,
  );

/**
 * LDLSF (Ren et al., IJCAI 2019): a linear model whose weights are the sum of features of single labels and features
 * that labels share, by ADMM; its output is projected on the simplex.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const ldlsf = defineMethod<LdlsfOptions>({
  id: 'ldlsf',
  summary: 'label-specific and shared features, by ADMM (Ren et al. 2019)',
  defaults: {
    specific: 1e-4,
    shared: 1e-2,
    correlation: 1e-3,
    penalty: 1e-3,
    iterations: 100,
    groups: 'rows',
  },
  features: 'raw',
  usesValidation: false,
  search: { specific: [1e-5, 1e-4, 1e-3], shared: [1e-3, 1e-2, 0.1], correlation: [1e-4, 1e-3, 1e-2] },
  method: (options) => {
    checkOptions(
      'ldlsf',
      options,
      {
        specific: nonNegative,
        shared: nonNegative,
        correlation: nonNegative,
        penalty: positive,
        iterations: positiveInteger,
      },
      { groups: ['rows', 'columns'] },
    );
    return fullBatchMethod({
      name: 'ldlsf',
      *solve(train, problem) {
        const { rows } = train;
        const { features, labels } = problem;
        const m = labelCorrelation(train, labels);
        const { step, convex } = weightStep(train, problem, m, options);
        const half = identity(features, labels, 0.5);
        const ones = new Float64Array(rows).fill(1);
        let state: LdlsfState = {
          w: identity(features, labels, 1),
          specific: half,
          shared: half,
          multipliers: new Float64Array(features * labels),
          sumMultipliers: new Float64Array(rows),
        };
        const partsOf = ({ specific, shared }: LdlsfState) => plus(specific, 1, shared);
        const note = convex ? '' : '; the label correlation is too strong to be convex, and was cut';
        let [value, parts] = [0, partsOf(state)];
        for (let iteration = 1; iteration <= options.iterations; iteration++) {
          const { w, xw } = step(state);
          const sums = rowSums(xw, labels);
          state = splitStep(w, sums, state, labels, options);
          value = ldlsfObjective(xw, state, train, m, labels, options);
          const before = parts;
          parts = partsOf(state);
          yield { iteration, value, w };
          const ended = admmStop(
            [
              { left: parts, right: w, before, multipliers: state.multipliers },
              { left: ones, right: sums, before: ones, multipliers: state.sumMultipliers },
            ],
            options.penalty,
            problem,
          );
          if (ended)
            return {
              w,
              value,
              iterations: iteration,
              converged: true,
              reason: `the residuals are small${note}`,
            };
        }
        return {
          w: state.w,
          value,
          iterations: options.iterations,
          converged: false,
          reason: `the residuals are still large after ${options.iterations} iterations${note}`,
        } satisfies Minimum;
      },
      predict: (w, x, rows, { features, labels }) =>
        projectOnSimplex(matmul(x, w, rows, features, labels), labels),
    });
  },
});
