import type { CsrMatrix } from '@ildl/interface';

/** Compressed sparse columns, as MATLAB stores them: column `j` has the entries from `columnPointer(j)` on. */
export interface CscMatrix {
  readonly rows: number;
  readonly columns: number;
  /** How many entries there are to ask for. */
  readonly stored: number;
  readonly rowIndex: (entry: number) => number;
  readonly value: (entry: number) => number;
  /** For 0 … columns. */
  readonly columnPointer: (column: number) => number;
}

/** Bytes of the arrays that `csrFromCsc` makes. */
export const csrBytes = ({ rows }: { rows: number }, count: number): number => 12 * count + 8 * (rows + 1);

/**
 * The same matrix by rows, columns ascending within a row.
 * @param damaged makes the error for entries that contradict the shape or each other
 */
export function csrFromCsc(
  { rows, columns, stored, rowIndex, value, columnPointer }: CscMatrix,
  damaged: (reason: string) => Error,
): CsrMatrix {
  let count = 0;
  for (let column = 0; column <= columns; column++) {
    const pointer = columnPointer(column);
    if (
      !Number.isInteger(pointer) ||
      pointer < count ||
      pointer > stored ||
      (column === 0 && pointer !== 0)
    ) {
      throw damaged(`has the column pointer ${pointer} after ${count}, of ${stored} values`);
    }
    count = pointer;
  }
  const rowPointers = new Int32Array(rows + 1);
  for (let entry = 0; entry < count; entry++) {
    const row = rowIndex(entry);
    if (!Number.isInteger(row) || row < 0 || row >= rows)
      throw damaged(`has a value in row ${row + 1} of ${rows}`);
    rowPointers[row + 1] = (rowPointers[row + 1] as number) + 1;
  }
  for (let row = 0; row < rows; row++) {
    rowPointers[row + 1] = (rowPointers[row + 1] as number) + (rowPointers[row] as number);
  }
  const next = rowPointers.slice(0, rows);
  const columnIndices = new Int32Array(count);
  const values = new Float64Array(count);
  for (let column = 0, entry = 0; column < columns; column++) {
    for (const end = columnPointer(column + 1); entry < end; entry++) {
      const row = rowIndex(entry);
      const p = next[row] as number;
      if (p > (rowPointers[row] as number) && columnIndices[p - 1] === column) {
        throw damaged(`has row ${row + 1}, column ${column + 1} twice`);
      }
      next[row] = p + 1;
      columnIndices[p] = column;
      values[p] = value(entry);
    }
  }
  return { kind: 'csr', rows, columns, values, columnIndices, rowPointers };
}
