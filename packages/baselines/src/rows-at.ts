/**
 * Some rows of a matrix.
 * @param a row-major, [any number, columns]
 * @returns [numbers.length, columns]
 */
export const rowsAt = (a: Float64Array, columns: number, numbers: Int32Array): Float64Array => {
  const some = new Float64Array(numbers.length * columns);
  for (const [to, row] of numbers.entries())
    some.set(a.subarray(row * columns, (row + 1) * columns), to * columns);
  return some;
};
