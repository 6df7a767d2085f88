import {
  cholesky,
  denseValues,
  matmul,
  matmulTransposed,
  type Operand,
  pivotedCholesky,
  rowProducts,
  solveLower,
  solveUpper,
  transpose,
  transposedMatmul,
} from '@ildl/minimizers';
import { operandRowsAt, rowsFrom } from '../rows-at.js';
import type { Coordinates } from './design.js';

/** The space that the rows of X [rows, columns] span, in orthonormal coordinates: the rows, of full column rank. */
export interface RowSpace extends Coordinates {
  /** From coordinates [count, rank] to vectors [columns, count] of the same length. */
  lift(theta: Float64Array, count: number): Float64Array;
}

/**
 * The space of the rows of X where they are fewer than its columns. XXᵀ = TTᵀ with a lower triangle T but for the order
 * of rows, so T are coordinates in a basis that is never made: X may be sparse. Rows that agree to six digits count as
 * dependent: float32 features have hardly more.
 */
export const wideRowSpace = (x: Operand, rows: number, columns: number) => {
  const { rank, order, triangle } = pivotedCholesky(rowProducts(x, rows, columns), rows);
  const independent = operandRowsAt(x, columns, order.subarray(0, rank));
  return {
    rank,
    order,
    coordinates: triangle,
    /** From coordinates [count, rank] to vectors [columns, count] of the same length. */
    lift: (theta: Float64Array, count: number) =>
      transposedMatmul(
        independent,
        transpose(solveUpper(triangle, rank, theta), count, rank),
        rank,
        columns,
        count,
      ),
    /** From vectors [columns, count] to the coordinates [count, rank] of their parts in the space. */
    project: (w: Float64Array, count: number) =>
      solveLower(triangle, rank, transpose(matmul(independent, w, rank, columns, count), rank, count)),
  };
};

/**
 * The space in which a linear model has its weights where their length is penalized, or where the shortest of equally
 * good ones are wanted. It has as many dimensions as X has rows or columns, whichever is less, or fewer.
 * @param x [rows, columns]
 */
export const rowSpace = (x: Operand, rows: number, columns: number): RowSpace => {
  if (rows < columns) return wideRowSpace(x, rows, columns);
  const { rank, order, triangle } = pivotedCholesky(
    transposedMatmul(x, denseValues(x), rows, columns, columns),
    columns,
  );
  if (rank === columns)
    return { rank, coordinates: x, lift: (theta, count) => transpose(theta, count, columns) };
  // XᵀX = FFᵀ, whose columns span the space; with FᵀF = TTᵀ, Q = F T⁻ᵀ is orthonormal.
  const factor = rowsFrom(triangle, rank, order);
  const inner = cholesky(transposedMatmul(factor, factor, columns, rank, rank), rank) as Float64Array;
  const basis = solveLower(inner, rank, factor);
  return {
    rank,
    coordinates: matmul(x, basis, rows, columns, rank),
    lift: (theta, count) => matmulTransposed(basis, theta, columns, rank, count),
  };
};
