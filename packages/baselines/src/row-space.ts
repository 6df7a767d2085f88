import { matmul, matmulTransposed, transposedMatmul } from '@ildl/minimizers';
import { cholesky, pivotedCholesky, solveLower } from './cholesky.js';
import { orthonormalRows } from './orthonormal-rows.js';

/** The space that the rows of X [rows, columns] span, in orthonormal coordinates. */
export interface RowSpace {
  readonly rank: number;
  /** The rows of X, of full column rank [rows, rank]. */
  readonly coordinates: Float64Array;
  /** From coordinates [count, rank] to vectors [count, columns] of the same length. */
  lift(theta: Float64Array, count: number): Float64Array;
}

/**
 * The space in which a linear model has its weights where their length is penalized, or where the shortest of equally
 * good ones are wanted. It has as many dimensions as X has rows or columns, whichever is less, or fewer.
 * @param x row-major, [rows, columns]
 */
export const rowSpace = (x: Float64Array, rows: number, columns: number): RowSpace => {
  if (rows < columns) {
    const { rank, basis, coordinates } = orthonormalRows(x, rows, columns);
    return { rank, coordinates, lift: (theta, count) => matmul(theta, basis, count, rank, columns) };
  }
  const { rank, factor } = pivotedCholesky(transposedMatmul(x, x, rows, columns, columns), columns);
  if (rank === columns) return { rank, coordinates: x, lift: (theta) => theta };
  // XᵀX = FFᵀ, whose columns span the space; with FᵀF = TTᵀ, Q = F T⁻ᵀ is orthonormal.
  const triangle = cholesky(transposedMatmul(factor, factor, columns, rank, rank), rank) as Float64Array;
  const basis = solveLower(triangle, rank, factor);
  return {
    rank,
    coordinates: matmul(x, basis, rows, columns, rank),
    lift: (theta, count) => matmulTransposed(theta, basis, count, rank, columns),
  };
};
