/**
 * The transpose of a row-major matrix.
 * @param a [rows, columns]
 * @returns [columns, rows]
 */
export const transpose = (a: Float64Array, rows: number, columns: number): Float64Array => {
  const transposed = new Float64Array(a.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      transposed[column * rows + row] = a[row * columns + column] as number;
  return transposed;
};
