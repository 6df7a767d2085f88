import { borrowed, start, Workspace } from './workspace.js';

/** A lower triangle L [n, n] in a WebAssembly memory of its own, for many systems. */
export interface Triangle {
  /** Solves L x = b for every row b of a matrix [any number, n]. */
  solveLower(b: Float64Array): Float64Array;
  /** Solves Lᵀ x = b likewise. */
  solveUpper(b: Float64Array): Float64Array;
}

const triangleIn = (workspace: Workspace, l: Float64Array, n: number): Triangle => {
  const to = start + n * n;
  workspace.floats(to).set(l.subarray(0, n * n), start);
  const solve = (kernel: 'solveLower' | 'solveUpper', b: Float64Array): Float64Array => {
    const floats = workspace.floats(to + b.length);
    floats.set(b, to);
    workspace.kernels[kernel](n, 8 * start, 8 * to, b.length / n);
    return floats.slice(to, to + b.length);
  };
  return { solveLower: (b) => solve('solveLower', b), solveUpper: (b) => solve('solveUpper', b) };
};

/**
 * A triangle for many systems.
 * @param l row-major [n, n], of which the lower triangle is read; what follows is ignored
 */
export const triangleOf = (l: Float64Array, n: number): Triangle => triangleIn(new Workspace(), l, n);

/**
 * Solves L x = b for every row b.
 * @param l lower triangle [n, n]
 * @param b right-hand sides [any number, n]
 */
export const solveLower = (l: Float64Array, n: number, b: Float64Array): Float64Array =>
  borrowed((workspace) => triangleIn(workspace, l, n).solveLower(b));

/**
 * Solves Lᵀ x = b for every row b.
 * @param l lower triangle [n, n]
 * @param b right-hand sides [any number, n]
 */
export const solveUpper = (l: Float64Array, n: number, b: Float64Array): Float64Array =>
  borrowed((workspace) => triangleIn(workspace, l, n).solveUpper(b));

/**
 * The lower triangle L of a positive definite matrix A = LLᵀ.
 * @param a row-major [n, n], of which the lower triangle is read
 * @returns [n, n]; `undefined` where A is not positive definite
 */
export const cholesky = (a: Float64Array, n: number): Float64Array | undefined =>
  borrowed((workspace) => {
    const floats = workspace.floats(start + n * n);
    floats.set(a, start);
    if (workspace.kernels.cholesky(n, 8 * start) === 0) return undefined;
    const l = floats.slice(start, start + n * n);
    for (let row = 0; row < n; row++) l.fill(0, row * n + row + 1, (row + 1) * n);
    return l;
  });

/** Rank tolerance: a Schur complement below this share of its diagonal entry counts as rounding. */
const roundingShare = 1e-12;

/** A decomposition A = GGᵀ of a positive semidefinite matrix A [n, n]. */
export interface PivotedFactor {
  readonly rank: number;
  /** The rows of A, those that were taken as pivots first, [n]. */
  readonly order: Int32Array;
  /** The rows of G in this order, 0 above the diagonal, [n, rank]. */
  readonly triangle: Float64Array;
}

/**
 * The Cholesky decomposition of a positive semidefinite matrix of any rank.
 * @param a row-major [n, n]
 */
export const pivotedCholesky = (a: Float64Array, n: number): PivotedFactor =>
  borrowed((workspace) => {
    const g = start + n * n;
    const rest = g + n * n;
    const numbers = rest + n;
    const floats = workspace.floats(numbers + Math.ceil(n / 2));
    floats.set(a, start);
    floats.fill(0, g, rest);
    const order = workspace.integers().subarray(2 * numbers, 2 * numbers + n);
    for (let row = 0; row < n; row++) order[row] = row;
    const rank = workspace.kernels.pivotedCholesky(n, 8 * start, 8 * g, 8 * numbers, 8 * rest, roundingShare);
    const triangle = new Float64Array(n * rank);
    for (const [to, row] of order.entries()) {
      const from = g + row * n;
      triangle.set(floats.subarray(from, from + rank), to * rank);
    }
    return { rank, order: order.slice(), triangle };
  });
