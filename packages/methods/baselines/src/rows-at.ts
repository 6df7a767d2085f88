import { denseValues, type Operand } from '@ildl/minimizers';

/**
 * Some rows of a matrix.
 * @param a row-major, [any number, columns]
 * @returns [numbers.length, columns]
 */
export const rowsAt = (a: Float64Array, columns: number, numbers: Int32Array): Float64Array => {
  const some = new Float64Array(numbers.length * columns);
  for (let row = 0, to = 0; row < numbers.length; row++)
    for (let c = 0, from = (numbers[row] as number) * columns; c < columns; c++)
      some[to++] = a[from++] as number;
  return some;
};

/** Some rows of a matrix that products take; of a CSR matrix as CSR. */
export const operandRowsAt = (a: Operand, columns: number, numbers: Int32Array): Operand => {
  if (a instanceof Float64Array || a.kind === 'dense') return rowsAt(denseValues(a), columns, numbers);
  const rowPointers = new Int32Array(numbers.length + 1);
  for (const [row, number] of numbers.entries())
    rowPointers[row + 1] =
      (rowPointers[row] as number) +
      (a.rowPointers[number + 1] as number) -
      (a.rowPointers[number] as number);
  const columnIndices = new Int32Array(rowPointers.at(-1) as number);
  const values = new Float64Array(columnIndices.length);
  for (const [row, number] of numbers.entries()) {
    const [from, to] = [a.rowPointers[number] as number, a.rowPointers[number + 1] as number];
    columnIndices.set(a.columnIndices.subarray(from, to), rowPointers[row]);
    values.set(a.values.subarray(from, to), rowPointers[row]);
  }
  return { kind: 'csr', rows: numbers.length, columns, values, columnIndices, rowPointers };
};

/** The matrix of which {@link rowsAt} made `some`, by the numbers of all its rows in another order. */
export const rowsFrom = (some: Float64Array, columns: number, numbers: Int32Array): Float64Array => {
  const a = new Float64Array(some.length);
  for (let row = 0, from = 0; row < numbers.length; row++)
    for (let c = 0, to = (numbers[row] as number) * columns; c < columns; c++)
      a[to++] = some[from++] as number;
  return a;
};
