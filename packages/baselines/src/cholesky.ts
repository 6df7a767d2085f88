import { addFrom, dotFrom } from '@ildl/minimizers';

/** How many rows of a triangle are worked on at a time. */
const block = 4;

/** Solves L x = b for the first `count` numbers of x, in place from `from` on. */
const forward = (l: Float64Array, n: number, x: Float64Array, from: number, count: number): void => {
  for (let first = 0; first < count; first += block) {
    const end = Math.min(first + block, count);
    if (end - first === block) {
      const [i0, i1, i2, i3] = [first * n, (first + 1) * n, (first + 2) * n, (first + 3) * n];
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let k = 0; k < first; k++) {
        const known = x[from + k] as number;
        s0 += (l[i0 + k] as number) * known;
        s1 += (l[i1 + k] as number) * known;
        s2 += (l[i2 + k] as number) * known;
        s3 += (l[i3 + k] as number) * known;
      }
      const to = from + first;
      x[to] = (x[to] as number) - s0;
      x[to + 1] = (x[to + 1] as number) - s1;
      x[to + 2] = (x[to + 2] as number) - s2;
      x[to + 3] = (x[to + 3] as number) - s3;
    } else
      for (let i = first; i < end; i++)
        x[from + i] = (x[from + i] as number) - dotFrom(l, i * n, x, from, first);
    for (let i = first; i < end; i++)
      x[from + i] =
        ((x[from + i] as number) - dotFrom(l, i * n + first, x, from + first, i - first)) /
        (l[i * n + i] as number);
  }
};

/** Solves Lᵀ x = b for the `n` numbers of x, in place from `from` on. */
const backward = (l: Float64Array, n: number, x: Float64Array, from: number): void => {
  for (let first = n - 1 - ((n - 1) % block); first >= 0; first -= block) {
    const end = Math.min(first + block, n);
    for (let i = end - 1; i >= first; i--) {
      const solved = (x[from + i] as number) / (l[i * n + i] as number);
      x[from + i] = solved;
      addFrom(x, from + first, -solved, l, i * n + first, i - first);
    }
    if (end - first === block) {
      const to = from + first;
      const [x0, x1] = [x[to] as number, x[to + 1] as number];
      const [x2, x3] = [x[to + 2] as number, x[to + 3] as number];
      const [i0, i1, i2, i3] = [first * n, (first + 1) * n, (first + 2) * n, (first + 3) * n];
      for (let k = 0; k < first; k++)
        x[from + k] =
          (x[from + k] as number) -
          (x0 * (l[i0 + k] as number) +
            x1 * (l[i1 + k] as number) +
            (x2 * (l[i2 + k] as number) + x3 * (l[i3 + k] as number)));
    } else for (let i = first; i < end; i++) addFrom(x, from, -(x[from + i] as number), l, i * n, first);
  }
};

/**
 * The lower triangle L of a positive definite matrix A = LLᵀ.
 * @param a row-major [n, n], of which the lower triangle is read
 * @returns [n, n]; `undefined` where A is not positive definite
 */
export const cholesky = (a: Float64Array, n: number): Float64Array | undefined => {
  const l = new Float64Array(n * n);
  for (let i = 0, row = 0; i < n; i++, row += n) {
    for (let j = 0; j < i; j++) l[row + j] = a[row + j] as number;
    forward(l, n, l, row, i);
    const rest = (a[row + i] as number) - dotFrom(l, row, l, row, i);
    if (!(rest > 0)) return undefined;
    l[row + i] = Math.sqrt(rest);
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
  for (let from = 0; from < x.length; from += n) forward(l, n, x, from, n);
  return x;
};

/**
 * Solves Lᵀ x = b for every row b.
 * @param l lower triangle [n, n]
 * @param b right-hand sides [any number, n]
 */
export const solveUpper = (l: Float64Array, n: number, b: Float64Array): Float64Array => {
  const x = b.slice();
  for (let from = 0; from < x.length; from += n) backward(l, n, x, from);
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
