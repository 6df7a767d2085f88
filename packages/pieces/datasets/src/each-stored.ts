import type { Matrix } from '@ildl/interface';
import { checkIndices } from './check-indices.js';
import { datasetError } from './dataset-error.js';

/**
 * How many rows statistics are taken from.
 * @throws `ILDL_DATA_EMPTY` without rows; `ILDL_DATA_OPTION` where an index is not a row.
 */
export const countRows = (matrix: Matrix, rows?: ArrayLike<number>): number => {
  if (rows) checkIndices(rows, matrix.rows);
  const count = rows ? rows.length : matrix.rows;
  if (count === 0)
    throw datasetError('ILDL_DATA_EMPTY', 'No rows to take means from: give at least one training row.');
  return count;
};

/** Calls `visit` for every value that is stored in the rows: all of a dense matrix, those that are not 0 of a sparse one. */
export const eachStored = (
  matrix: Matrix,
  rows: ArrayLike<number> | undefined,
  visit: (column: number, value: number) => void,
): void => {
  const { columns, values } = matrix;
  const count = rows ? rows.length : matrix.rows;
  for (let k = 0; k < count; k++) {
    const row = rows ? (rows[k] as number) : k;
    if (matrix.kind === 'dense') {
      const start = row * columns;
      for (let column = 0; column < columns; column++) visit(column, values[start + column] as number);
    } else {
      const end = matrix.rowPointers[row + 1] as number;
      for (let p = matrix.rowPointers[row] as number; p < end; p++)
        visit(matrix.columnIndices[p] as number, values[p] as number);
    }
  }
};
