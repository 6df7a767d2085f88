import type { CsrMatrix } from '@ildl/interface';
import { transpose } from './dense.js';
import { csrOf, denseValues, type Operand } from './matrix.js';
import { borrowed, start, type Triangle, triangles, Workspace } from './workspace.js';

export interface ProductOptions {
  /** Numbers of rows of A, with which A is these rows. */
  readonly some?: Int32Array | undefined;
  /** What the product is written to; a new matrix without it. */
  readonly into?: Float64Array | undefined;
}

/** A matrix A [rows, columns], copied to a WebAssembly memory of its own, for many products. */
export interface Factor {
  /** A·b, for b [columns, count]. */
  times(b: Float64Array, count: number, options?: ProductOptions): Float64Array;
  /** Aᵀ·b, for b [rows, count], likewise. */
  transposedTimes(b: Float64Array, count: number, options?: ProductOptions): Float64Array;
  /** A·bᵀ, for b [count, columns]. */
  timesTransposed(b: Float64Array, count: number): Float64Array;
  /** A·Aᵀ. */
  rowProducts(): Float64Array;
}

/**
 * Whether a quarter of the values, by a sample at a constant stride, are nonzero: dense products are faster than sparse
 * ones by about that factor. The only place where a dense operand is found to be sparse.
 */
const isDense = (a: Float64Array): boolean => {
  const stride = Math.floor(a.length / 64) | 1;
  let [zeros, others] = [0, 0];
  for (let i = 0; i < a.length; i += stride)
    if (a[i] === 0) zeros++;
    else others++;
  return 3 * others >= zeros;
};

const denseFactor = (workspace: Workspace, a: Float64Array, rows: number, columns: number): Factor => {
  const end = start + a.length;
  workspace.floats(end).set(a, start);
  /** A, or Aᵀ, where it begins and how it goes on; `b` likewise, with `count` columns; `to` is behind both. */
  const multiply = (
    [m, k, at, down, right]: readonly [number, number, number, number, number],
    [b, bDown, bRight]: readonly [number, number, number],
    count: number,
    to: number,
    { into, triangle = 'none' }: { into?: Float64Array | undefined; triangle?: Triangle } = {},
  ): Float64Array => {
    const after = to + m * count;
    workspace.floats(after + 7);
    const { product } = workspace.kernels;
    product(m, count, k, 8 * at, down, right, 8 * b, bDown, bRight, 8 * to, triangles[triangle]);
    return workspace.copy(to, after, into);
  };
  /** Puts `b` behind A, and behind that some rows of A; where they are, how many, and where they end. */
  const put = (b: Float64Array, some?: Int32Array) => {
    const copies = end + b.length;
    const after = copies + (some ? some.length * columns : 0);
    const floats = workspace.floats(after);
    floats.set(b, end);
    if (!some) return { at: start, size: rows, after };
    for (const [i, row] of some.entries()) {
      const from = start + row * columns;
      floats.copyWithin(copies + i * columns, from, from + columns);
    }
    return { at: copies, size: some.length, after };
  };
  return {
    times: (b, count, { some, into } = {}) => {
      const { at, size, after } = put(b, some);
      return multiply([size, columns, at, columns, 1], [end, count, 1], count, after, { into });
    },
    transposedTimes: (b, count, { some, into } = {}) => {
      const { at, size, after } = put(b, some);
      return multiply([columns, size, at, 1, columns], [end, count, 1], count, after, { into });
    },
    timesTransposed: (b, count) =>
      multiply([rows, columns, start, columns, 1], [end, 1, columns], count, put(b).after),
    rowProducts: () => {
      const triangle = 'symmetric';
      const products = multiply([rows, columns, start, columns, 1], [start, 1, columns], rows, end, {
        triangle,
      });
      for (let row = 0; row < rows; row++)
        for (let other = row + 1; other < rows; other++)
          products[row * rows + other] = products[other * rows + row] as number;
      return products;
    },
  };
};

const sparseFactor = (workspace: Workspace, a: CsrMatrix): Factor => {
  const { rows, columns, rowPointers: pointers, columnIndices: indices, values } = a;
  const indicesAt = 2 * (start + values.length);
  const end = Math.ceil((indicesAt + indices.length) / 2);
  workspace.floats(end).set(values, start);
  workspace.integers().set(indices, indicesAt);
  /** Puts the ranges of rows behind A, and `b`; multiplies into `size` numbers. */
  const multiply = (
    kernel: 'sparseProduct' | 'sparseTransposedProduct',
    b: Float64Array,
    count: number,
    size: number,
    { some, into }: ProductOptions = {},
  ): Float64Array => {
    const lines = some?.length ?? rows;
    const bAt = end + lines;
    const to = bAt + b.length;
    const after = to + size * count;
    const floats = workspace.floats(after + 7);
    const integers = workspace.integers();
    for (let i = 0; i < lines; i++) {
      const row = some ? (some[i] as number) : i;
      integers[2 * end + 2 * i] = pointers[row] as number;
      integers[2 * end + 2 * i + 1] = pointers[row + 1] as number;
    }
    floats.set(b, bAt);
    floats.fill(0, to, after);
    const run = workspace.kernels[kernel];
    run(lines, count, 8 * end, 4 * indicesAt, 8 * start, 8 * bAt, 8 * to);
    return workspace.copy(to, after, into);
  };
  const times: Factor['times'] = (b, count, options) =>
    multiply('sparseProduct', b, count, options?.some?.length ?? rows, options);
  const timesTransposed: Factor['timesTransposed'] = (b, count) => times(transpose(b, count, columns), count);
  return {
    times,
    transposedTimes: (b, count, options) => multiply('sparseTransposedProduct', b, count, columns, options),
    timesTransposed,
    rowProducts: () => timesTransposed(denseValues(a), rows),
  };
};

const factorIn = (workspace: Workspace, a: Operand, rows: number, columns: number): Factor => {
  if (!(a instanceof Float64Array) && a.kind === 'csr') return sparseFactor(workspace, a);
  const values = denseValues(a);
  return isDense(values)
    ? denseFactor(workspace, values, rows, columns)
    : sparseFactor(workspace, csrOf(values, rows, columns));
};

/**
 * A matrix for many products, copied. Zeros are skipped where they are many, so that rows of sparse features cost little.
 * @param a [rows, columns]
 */
export const factorOf = (a: Operand, rows: number, columns: number): Factor =>
  factorIn(new Workspace(), a, rows, columns);

/**
 * The product a·b. Zeros in `a` are skipped where they are many.
 * @param a [rows, inner]
 * @param b [inner, columns]
 * @returns [rows, columns]
 */
export const matmul = (
  a: Operand,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array => borrowed((workspace) => factorIn(workspace, a, rows, inner).times(b, columns));

/**
 * The product aᵀ·b. Zeros in `a` are skipped where they are many.
 * @param a [rows, inner]
 * @param b [rows, columns]
 * @returns [inner, columns]
 */
export const transposedMatmul = (
  a: Operand,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array => borrowed((workspace) => factorIn(workspace, a, rows, inner).transposedTimes(b, columns));

/**
 * The product a·bᵀ. Zeros in `a` are skipped where they are many.
 * @param a [rows, inner]
 * @param b [columns, inner]
 * @returns [rows, columns]
 */
export const matmulTransposed = (
  a: Operand,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array => borrowed((workspace) => factorIn(workspace, a, rows, inner).timesTransposed(b, columns));

/**
 * The Gram matrix a·aᵀ. Zeros are skipped where they are many.
 * @param a [rows, columns]
 * @returns [rows, rows], symmetric
 */
export const rowProducts = (a: Operand, rows: number, columns: number): Float64Array =>
  borrowed((workspace) => factorIn(workspace, a, rows, columns).rowProducts());
