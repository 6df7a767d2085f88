import type { CsrMatrix, Matrix } from '@ildl/interface';

/** A matrix that products take as their first operand; row-major where it is an array. */
export type Operand = Matrix | Float64Array;

/**
 * The values of a matrix, row-major.
 * @returns of a dense matrix its own array; of a sparse one a new array
 */
export const denseValues = (a: Operand): Float64Array => {
  if (a instanceof Float64Array) return a;
  if (a.kind === 'dense') return a.values;
  const { rows, columns, rowPointers, columnIndices, values } = a;
  const dense = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let i = rowPointers[row] as number; i < (rowPointers[row + 1] as number); i++)
      dense[row * columns + (columnIndices[i] as number)] = values[i] as number;
  return dense;
};

/** The positions of the nonzeros. The array grows as needed: allocating one for all would take as long as the search. */
const nonzerosOf = (a: Float64Array): Int32Array => {
  let positions = new Int32Array(1024);
  let count = 0;
  const { length } = a;
  for (let at = 0; at < length; at++) {
    if (a[at] === 0) continue;
    if (count === positions.length) {
      const grown = new Int32Array(2 * count);
      grown.set(positions);
      positions = grown;
    }
    positions[count++] = at;
  }
  return positions.subarray(0, count);
};

/** @param a row-major [rows, columns] */
export const csrOf = (a: Float64Array, rows: number, columns: number): CsrMatrix => {
  const positions = nonzerosOf(a);
  const count = positions.length;
  const rowPointers = new Int32Array(rows + 1);
  const [columnIndices, values] = [new Int32Array(count), new Float64Array(count)];
  for (let row = 0, begin = 0, i = 0; row < rows; row++, begin += columns) {
    rowPointers[row] = i;
    for (; i < count && (positions[i] as number) < begin + columns; i++) {
      columnIndices[i] = (positions[i] as number) - begin;
      values[i] = a[positions[i] as number] as number;
    }
  }
  rowPointers[rows] = count;
  return { kind: 'csr', rows, columns, rowPointers, columnIndices, values };
};
