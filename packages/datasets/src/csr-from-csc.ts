import type { CsrMatrix } from './matrix.js';

/** Compressed sparse columns, as MATLAB stores them: entries of column `j` from `columnPointers[j]` on. */
export interface CscMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
  readonly rowIndices: Int32Array;
  readonly columnPointers: Int32Array;
}

/** The same matrix by rows. Indices must be in range; columns come out in ascending order within a row. */
export function csrFromCsc({ rows, columns, values, rowIndices, columnPointers }: CscMatrix): CsrMatrix {
  const count = columnPointers[columns] as number;
  const rowPointers = new Int32Array(rows + 1);
  for (let p = 0; p < count; p++) {
    const next = (rowIndices[p] as number) + 1;
    rowPointers[next] = (rowPointers[next] as number) + 1;
  }
  for (let row = 0; row < rows; row++) {
    rowPointers[row + 1] = (rowPointers[row + 1] as number) + (rowPointers[row] as number);
  }
  const position = rowPointers.slice(0, rows);
  const columnIndices = new Int32Array(count);
  const byRow = new Float64Array(count);
  for (let column = 0; column < columns; column++) {
    const end = columnPointers[column + 1] as number;
    for (let p = columnPointers[column] as number; p < end; p++) {
      const row = rowIndices[p] as number;
      const q = position[row] as number;
      position[row] = q + 1;
      columnIndices[q] = column;
      byRow[q] = values[p] as number;
    }
  }
  return { kind: 'csr', rows, columns, values: byRow, columnIndices, rowPointers };
}
