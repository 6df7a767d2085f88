import { cholesky, denseValues, matmul, transposedMatmul } from '@ildl/minimizers';
import { rowsAt } from '../rows-at.js';
import { solveCholesky } from './cholesky.js';
import { rowSpace } from './row-space.js';

/** A linear map with an intercept. */
export interface Regression {
  /** [columns, targets]. */
  readonly weights: Float64Array;
  /** [targets]. */
  readonly intercept: Float64Array;
}

/** A direction in which rows spread by less than this share of their largest spread, squared, is not used. */
const ridgeShare = 1e-12;

const centre = (a: Float64Array, rows: number, columns: number) => {
  const mean = new Float64Array(columns);
  for (let i = 0; i < a.length; i++)
    mean[i % columns] = (mean[i % columns] as number) + (a[i] as number) / rows;
  return { mean, centred: a.map((value, i) => value - (mean[i % columns] as number)) };
};

/**
 * Ordinary least squares with an intercept; of all maps that fit equally well, the shortest.
 * @param x row-major, [rows, columns]
 * @param c [rows, targets]
 */
export const leastSquares = (x: Float64Array, c: Float64Array, rows: number, columns: number): Regression => {
  const targets = c.length / rows;
  const [from, to] = [centre(x, rows, columns), centre(c, rows, targets)];
  const { rank, coordinates, order, lift } = rowSpace(from.centred, rows, columns);
  const products = transposedMatmul(coordinates, denseValues(coordinates), rows, rank, rank);
  let largest = 0;
  for (let i = 0; i < rank; i++) largest = Math.max(largest, products[i * (rank + 1)] as number);
  for (let i = 0; i < rank; i++)
    products[i * (rank + 1)] = (products[i * (rank + 1)] as number) + ridgeShare * largest;
  const ordered = order ? rowsAt(to.centred, targets, order) : to.centred;
  const right = transposedMatmul(ordered, denseValues(coordinates), rows, targets, rank);
  const theta = solveCholesky(cholesky(products, rank) as Float64Array, rank, right);
  const weights = lift(theta, targets);
  const shift = matmul(from.mean, weights, 1, columns, targets);
  return { weights, intercept: to.mean.map((mean, k) => mean - (shift[k] as number)) };
};
