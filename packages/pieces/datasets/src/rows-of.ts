import type { DenseMatrix, Matrix } from '@ildl/interface';
import { checkIndices } from './check-indices.js';

/**
 * The rows of `matrix` [rows, columns] with these indices (from 0), in their order, as float64
 * [indices.length, columns].
 * @throws `ILDL_DATA_OPTION` where an index is not a row.
 */
export function rowsOf(matrix: Matrix, indices: ArrayLike<number>): DenseMatrix {
  checkIndices(indices, matrix.rows);
  const { columns, values } = matrix;
  const out = new Float64Array(indices.length * columns);
  for (let k = 0; k < indices.length; k++) {
    const row = indices[k] as number;
    if (matrix.kind === 'dense') {
      out.set(values.subarray(row * columns, (row + 1) * columns), k * columns);
    } else {
      const end = matrix.rowPointers[row + 1] as number;
      for (let p = matrix.rowPointers[row] as number; p < end; p++) {
        out[k * columns + (matrix.columnIndices[p] as number)] = values[p] as number;
      }
    }
  }
  return { kind: 'dense', rows: indices.length, columns, values: out };
}
