import { transpose } from './dense.js';
import type { ProductOptions } from './products.js';
import { start, triangles, Workspace } from './workspace.js';

/** A matrix A [rows, columns] that is 0 above the diagonal, whose products take half the work. */
export interface LowerFactor {
  /** A·b, for b [columns, count], in `into`, by default a new matrix. */
  times(b: Float64Array, count: number, options?: Pick<ProductOptions, 'into'>): Float64Array;
  /** Aᵀ·b, for b [rows, count], likewise. */
  transposedTimes(b: Float64Array, count: number, options?: Pick<ProductOptions, 'into'>): Float64Array;
}

/**
 * A matrix that is 0 above the diagonal, for many products.
 * @param a row-major [rows, columns]; later changes of it are not seen
 * @param order the number of every row of A, where A·b and what Aᵀ is multiplied with have their rows by number
 */
export const lowerFactorOf = (
  a: Float64Array,
  rows: number,
  columns: number,
  order: Int32Array = Int32Array.from({ length: rows }, (_, row) => row),
): LowerFactor => {
  const workspace = new Workspace();
  /** Where Aᵀ begins, the order and its inverse: products are quick where the rows of the first matrix lie side by side. */
  const transposed = start + a.length;
  const numbers = transposed + a.length;
  const places = numbers + Math.ceil(rows / 2);
  const end = places + Math.ceil(rows / 2);
  const floats = workspace.floats(end);
  floats.set(a, start);
  floats.set(transpose(a, rows, columns), transposed);
  const integers = workspace.integers();
  for (const [place, number] of order.entries()) {
    integers[2 * numbers + place] = number;
    integers[2 * places + number] = place;
  }
  const { gatherRows, product } = workspace.kernels;
  return {
    times: (b, count, { into } = {}) => {
      const inOrder = end + b.length;
      const to = inOrder + rows * count;
      const after = to + rows * count;
      workspace.floats(after).set(b, end);
      product(rows, count, columns, 8 * transposed, 1, rows, 8 * end, count, 1, 8 * inOrder, triangles.lower);
      gatherRows(rows, count, 8 * inOrder, 8 * places, 8 * to);
      return workspace.copy(to, after, into);
    },
    transposedTimes: (b, count, { into } = {}) => {
      const inOrder = end + b.length;
      const to = inOrder + b.length;
      const after = to + columns * count;
      workspace.floats(after).set(b, end);
      gatherRows(rows, count, 8 * end, 8 * numbers, 8 * inOrder);
      product(columns, count, rows, 8 * start, 1, columns, 8 * inOrder, count, 1, 8 * to, triangles.upper);
      return workspace.copy(to, after, into);
    },
  };
};
