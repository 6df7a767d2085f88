import { datasetError } from './dataset-error.js';

/** @throws `ILDL_DATA_OPTION` where an index is not a row number in [0, rows). */
export function checkIndices(indices: ArrayLike<number>, rows: number): void {
  for (let k = 0; k < indices.length; k++) {
    const row = indices[k] as number;
    if (!Number.isInteger(row) || row < 0 || row >= rows) {
      throw datasetError(
        'ILDL_DATA_OPTION',
        `The row index ${row} at position ${k} does not exist: give whole numbers from 0 to ${rows - 1}.`,
      );
    }
  }
}
