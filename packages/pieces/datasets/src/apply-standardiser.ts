import type { DenseMatrix } from '@ildl/interface';
import { datasetError } from './dataset-error.js';
import type { Standardiser } from './standardiser.js';

/**
 * z = (x − shift) · scale of every value, as a new float64 matrix of the same shape.
 * @param matrix features [rows, features], e.g. from `rowsOf`
 * @throws `ILDL_DATA_OPTION` where the number of features differs.
 */
export function applyStandardiser(matrix: DenseMatrix, { shift, scale }: Standardiser): DenseMatrix {
  const { rows, columns, values } = matrix;
  if (columns !== shift.length || columns !== scale.length) {
    throw datasetError(
      'ILDL_DATA_OPTION',
      `The matrix has ${columns} features but the statistics are of ${shift.length}: take both from one dataset.`,
    );
  }
  const out = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0, p = row * columns; column < columns; column++, p++) {
      out[p] = ((values[p] as number) - (shift[column] as number)) * (scale[column] as number);
    }
  }
  return { kind: 'dense', rows, columns, values: out };
}
