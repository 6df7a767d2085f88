import type { Matrix } from '@ildl/interface';
import { countRows, eachStored } from './each-stored.js';

/** Statistics that bring features to one scale: z = (x − shift) · scale, one entry a feature. */
export interface Standardiser {
  /** The mean of z-scores, or the least value. */
  readonly shift: Float64Array;
  /** 1 / population standard deviation, or 1 / range; 0 for a feature without variation, so that it becomes 0. */
  readonly scale: Float64Array;
}

/**
 * The statistics of the training rows for z-scores: two passes in float64, without making a sparse matrix
 * dense. A feature that is constant over the rows, or whose deviation has no square in float64 (below 1e-150 or above 1e154),
 * standardises to 0.
 * @param matrix features [rows, features]
 * @param rows indices (from 0) of the training rows; without them, all rows
 * @throws `ILDL_DATA_EMPTY` without rows; `ILDL_DATA_OPTION` where an index is not a row.
 */
export function standardiser(matrix: Matrix, rows?: ArrayLike<number>): Standardiser {
  const count = countRows(matrix, rows);
  const { columns } = matrix;
  const mean = new Float64Array(columns);
  const scale = new Float64Array(columns);
  const low = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
  /** How many values of a column are stored: all of a dense one. */
  const stored = new Float64Array(columns);

  eachStored(matrix, rows, (column, value) => {
    mean[column] = (mean[column] as number) + value;
    stored[column] = (stored[column] as number) + 1;
    if (value < (low[column] as number)) low[column] = value;
    if (value > (high[column] as number)) high[column] = value;
  });
  for (let column = 0; column < columns; column++) mean[column] = (mean[column] as number) / count;
  eachStored(matrix, rows, (column, value) => {
    const difference = value - (mean[column] as number);
    scale[column] = (scale[column] as number) + difference * difference;
  });
  for (let column = 0; column < columns; column++) {
    const zeros = count - (stored[column] as number);
    const center = mean[column] as number;
    const least = zeros > 0 ? Math.min(low[column] as number, 0) : (low[column] as number);
    const most = zeros > 0 ? Math.max(high[column] as number, 0) : (high[column] as number);
    const deviation = Math.sqrt(((scale[column] as number) + zeros * center * center) / count);
    const factor = 1 / deviation;
    const varies = least < most && factor > 0 && factor < 1e150;
    scale[column] = varies ? factor : 0;
    if (!varies) mean[column] = Number.isFinite(least) ? least : 0;
  }
  return { shift: mean, scale };
}
