import { dotFrom, solveLower, solveUpper } from '@ildl/minimizers';

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
