import { addFrom, dotFrom } from '@ildl/minimizers';

/**
 * The lower triangle L of a positive definite matrix A = LLᵀ.
 * @param a row-major [n, n], of which the lower triangle is read
 * @returns [n, n]; `undefined` where A is not positive definite
 */
export const cholesky = (a: Float64Array, n: number): Float64Array | undefined => {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const rest = (a[i * n + j] as number) - dotFrom(l, i * n, l, j * n, j);
      if (i > j) l[i * n + j] = rest / (l[j * n + j] as number);
      else if (rest > 0) l[i * n + i] = Math.sqrt(rest);
      else return undefined;
    }
  return l;
};

/**
 * Solves L x = b for every row b.
 * @param l lower triangle [n, n]
 * @param b right-hand sides [any number, n]
 */
export const solveLower = (l: Float64Array, n: number, b: Float64Array): Float64Array => {
  const x = b.slice();
  for (let from = 0; from < x.length; from += n)
    for (let i = 0; i < n; i++)
      x[from + i] = ((x[from + i] as number) - dotFrom(l, i * n, x, from, i)) / (l[i * n + i] as number);
  return x;
};

/**
 * Solves Lᵀ x = b for every row b.
 * @param l lower triangle [n, n]
 * @param b right-hand sides [any number, n]
 */
export const solveUpper = (l: Float64Array, n: number, b: Float64Array): Float64Array => {
  const x = b.slice();
  for (let from = 0; from < x.length; from += n)
    for (let i = n - 1; i >= 0; i--) {
      const solved = (x[from + i] as number) / (l[i * n + i] as number);
      x[from + i] = solved;
      addFrom(x, from, -solved, l, i * n, i);
    }
  return x;
};

/** Solves A x = b for every row b, where `l` is the {@link cholesky} triangle of A. */
export const solveCholesky = (l: Float64Array, n: number, b: Float64Array): Float64Array =>
  solveUpper(l, n, solveLower(l, n, b));

/** What is left of a row after the others were taken out of it counts as rounding below this share of it, squared. */
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
export const pivotedCholesky = (a: Float64Array, n: number): PivotedFactor => {
  const rest = Float64Array.from({ length: n }, (_, i) => a[i * n + i] as number);
  const least = rest.map((diagonal) => roundingShare * diagonal);
  const g = new Float64Array(n * n);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  let rank = 0;
  for (; rank < n; rank++) {
    let best = -1;
    for (let at = rank; at < n; at++) {
      const i = order[at] as number;
      const most = best < 0 ? 0 : (rest[order[best] as number] as number);
      if ((rest[i] as number) > (least[i] as number) && (rest[i] as number) > most) best = at;
    }
    if (best < 0) break;
    const pivot = order[best] as number;
    order[best] = order[rank] as number;
    order[rank] = pivot;
    const root = Math.sqrt(rest[pivot] as number);
    g[pivot * n + rank] = root;
    for (let at = rank + 1; at < n; at++) {
      const i = order[at] as number;
      const entry = ((a[i * n + pivot] as number) - dotFrom(g, i * n, g, pivot * n, rank)) / root;
      g[i * n + rank] = entry;
      rest[i] = (rest[i] as number) - entry * entry;
    }
  }
  const triangle = new Float64Array(n * rank);
  for (const [to, i] of order.entries()) triangle.set(g.subarray(i * n, i * n + rank), to * rank);
  return { rank, order, triangle };
};
