import {
  type AdmmConstraint,
  cholesky,
  denseValues,
  factorOf,
  groupShrink,
  matmul,
  matmulTransposed,
  plus,
  soft,
  transpose,
  triangleOf,
} from '@ildl/minimizers';
import { type HostBatch, ildlError } from '@ildl/trainer';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { rowSums } from './objective.js';
import type { LdlsfOptions, LdlsfState } from './options.js';

/** V, the multipliers of W = S + C, [features, labels]. */
export type SplitMultipliers = Float64Array;
/** v, the multipliers of XW1 = 1, [rows]. */
export type SumMultipliers = Float64Array;

/** An eigenvalue of N below this is raised to it. */
const smallestEigenvalue = 1e-6;

/**
 * The step of W in closed form. It minimizes a quadratic function and solves XᵀX W N + ρW = R + XᵀT, where
 * N = I + 2 λ3 M + ρ11ᵀ, R = ρ(S + C) − V, T = Y + (ρ1 − v)1ᵀ: in the eigenbasis of N every label is one linear system,
 * of the size of the rows or of the features, whichever is less.
 * @param m [labels, labels], symmetric
 * @returns the step, to W and XW; `convex`, whether N is positive definite (else it is made so)
 * @throws `ILDL_DIVERGED` where ρ is lost in rounding
 */
export const weightStep = (
  { x, y: { values: y, columns: labels } }: HostBatch,
  m: Float64Array,
  { correlation, penalty }: Pick<LdlsfOptions, 'correlation' | 'penalty'>,
) => {
  const { rows, columns: features } = x;
  const n = new Matrix(labels, labels);
  for (let a = 0; a < labels; a++)
    for (let b = 0; b < labels; b++)
      n.set(a, b, Number(a === b) + 2 * correlation * (m[a * labels + b] as number) + penalty);
  const eigen = new EigenvalueDecomposition(n, { assumeSymmetric: true });
  const q = Float64Array.from(eigen.eigenvectorMatrix.to1DArray());
  const kappa = eigen.realEigenvalues.map((value) => Math.max(smallestEigenvalue, value));
  const wide = rows < features;
  const size = wide ? rows : features;
  const factor = factorOf(x, rows, features);
  const products = wide ? factor.rowProducts() : factor.transposedTimes(denseValues(x), features);
  const triangles = kappa.map((value) => {
    const shifted = products.map((product) => value * product);
    for (let i = 0; i < shifted.length; i += size + 1) shifted[i] = (shifted[i] as number) + penalty;
    const triangle = cholesky(shifted, size);
    if (triangle === undefined)
      throw ildlError(
        'ILDL_DIVERGED',
        `The penalty ${penalty} of ldlsf is lost in rounding beside features this large; standardise them or raise it.`,
      );
    return triangleOf(triangle, size);
  });
  /** Solves the system of every label for its column of `b` [size, labels]. */
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

  const step = (
    { specific, shared }: Pick<LdlsfState, 'specific' | 'shared'>,
    multipliers: SplitMultipliers,
    sumMultipliers: SumMultipliers,
  ): Pick<LdlsfState, 'w' | 'xw'> => {
    const rest = multipliers.map(
      (multiplier, i) => penalty * ((specific[i] as number) + (shared[i] as number)) - multiplier,
    );
    const target = y.map(
      (degree, i) => degree + penalty - (sumMultipliers[Math.floor(i / labels)] as number),
    );
    if (!wide) {
      const right = factor.transposedTimes(target, labels);
      const w = outOfBasis(solve(intoBasis(plus(right, 1, rest, right))));
      return { w, xw: factor.times(w, labels) };
    }
    // By the Woodbury identity W = (R − XᵀU)/ρ with (κ XXᵀ + ρ) U = κ XR − ρT; then XW = (T + U)/κ, in the eigenbasis.
    const t = intoBasis(target);
    const right = intoBasis(factor.times(rest, labels));
    const u = solve(right.map((xr, i) => (kappa[i % labels] as number) * xr - penalty * (t[i] as number)));
    const xu = factor.transposedTimes(outOfBasis(u), labels);
    return {
      w: rest.map((r, i) => (r - (xu[i] as number)) / penalty),
      xw: outOfBasis(t.map((value, i) => (value + (u[i] as number)) / (kappa[i % labels] as number))),
    };
  };
  return { step, convex: eigen.realEigenvalues.every((value) => value >= smallestEigenvalue) };
};

/** The steps of S and then of C for a new W. */
export const splitStep = (
  w: Float64Array,
  shared: Float64Array,
  multipliers: SplitMultipliers,
  labels: number,
  { specific: lambda1, shared: lambda2, penalty, groups }: Omit<LdlsfOptions, 'correlation' | 'iterations'>,
): Pick<LdlsfState, 'specific' | 'shared'> => {
  const shifted = plus(w, 1 / penalty, multipliers);
  const specific = soft(plus(shifted, -1, shared), lambda1 / penalty);
  return {
    specific,
    shared: groupShrink(plus(shifted, -1, specific, shifted), labels, lambda2 / penalty, groups),
  };
};

/** W = S + C and XW1 = 1. */
export const constraintsOf = ({ w, specific, shared, xw }: LdlsfState, labels: number): AdmmConstraint[] => {
  const sums = rowSums(xw, labels);
  const gap = plus(w, -1, specific);
  return [
    { left: plus(specific, 1, shared), right: w, gap: plus(gap, -1, shared, gap) },
    { left: new Float64Array(sums.length).fill(1), right: sums },
  ];
};
