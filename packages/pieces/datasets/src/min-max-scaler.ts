import type { Matrix } from '@ildl/interface';
import { countRows, eachStored } from './each-stored.js';
import type { Standardiser } from './standardiser.js';

/**
 * The statistics of the training rows that bring each feature to [0, 1] there; other rows may leave that range. A feature
 * that is constant over the rows becomes 0.
 * @param matrix features [rows, features]
 * @param rows indices (from 0) of the training rows; without them, all rows
 * @throws `ILDL_DATA_EMPTY` without rows; `ILDL_DATA_OPTION` where an index is not a row.
 */
export function minMaxScaler(matrix: Matrix, rows?: ArrayLike<number>): Standardiser {
  const count = countRows(matrix, rows);
  const { columns } = matrix;
  const least = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  const most = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
  const stored = new Float64Array(columns);
  eachStored(matrix, rows, (column, value) => {
    least[column] = Math.min(least[column] as number, value);
    most[column] = Math.max(most[column] as number, value);
    stored[column] = (stored[column] as number) + 1;
  });
  const scale = new Float64Array(columns);
  for (let column = 0; column < columns; column++) {
    if ((stored[column] as number) < count) {
      least[column] = Math.min(least[column] as number, 0);
      most[column] = Math.max(most[column] as number, 0);
    }
    const factor = 1 / ((most[column] as number) - (least[column] as number));
    scale[column] = factor > 0 && factor < Infinity ? factor : 0;
  }
  return { shift: least, scale };
}
