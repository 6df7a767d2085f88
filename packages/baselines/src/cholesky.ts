import { dotFrom } from '@ildl/minimizers';

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
      for (let k = 0; k < i; k++) x[from + k] = (x[from + k] as number) - solved * (l[i * n + k] as number);
    }
  return x;
};

/** Solves A x = b for every row b, where `l` is the {@link cholesky} triangle of A. */
export const solveCholesky = (l: Float64Array, n: number, b: Float64Array): Float64Array =>
  solveUpper(l, n, solveLower(l, n, b));

/** What is left of a row after the others were taken out of it counts as rounding below this share of it. */
const roundingShare = 1e-12;

/**
 * The Cholesky decomposition A = GGᵀ of a positive semidefinite matrix of any rank.
 * @param a row-major [n, n]
 * @returns `factor` G [n, rank]
 */
export const pivotedCholesky = (
  a: Float64Array,
  n: number,
): { readonly rank: number; readonly factor: Float64Array } => {
  const diagonal = Float64Array.from({ length: n }, (_, i) => a[i * n + i] as number);
  const rest = diagonal.slice();
  const g = new Float64Array(n * n);
  const taken = new Uint8Array(n);
  let rank = 0;
  for (; ; rank++) {
    let pivot = -1;
    for (let i = 0; i < n; i++)
      if (
        (rest[i] as number) > roundingShare * (diagonal[i] as number) &&
        (pivot < 0 || (rest[i] as number) > (rest[pivot] as number))
      )
        pivot = i;
    if (pivot < 0) break;
    taken[pivot] = 1;
    const root = Math.sqrt(rest[pivot] as number);
    for (let i = 0; i < n; i++) {
      if (taken[i]) continue;
      const entry = ((a[i * n + pivot] as number) - dotFrom(g, i * n, g, pivot * n, rank)) / root;
      g[i * n + rank] = entry;
      rest[i] = (rest[i] as number) - entry * entry;
    }
    g[pivot * n + rank] = root;
    rest[pivot] = 0;
  }
  const factor = new Float64Array(n * rank);
  for (let i = 0; i < n; i++) factor.set(g.subarray(i * n, i * n + rank), i * rank);
  return { rank, factor };
};
