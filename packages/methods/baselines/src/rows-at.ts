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

/** The matrix of which {@link rowsAt} made `some`, by the numbers of all its rows in another order. */
export const rowsFrom = (some: Float64Array, columns: number, numbers: Int32Array): Float64Array => {
  const a = new Float64Array(some.length);
  for (let row = 0, from = 0; row < numbers.length; row++)
    for (let c = 0, to = (numbers[row] as number) * columns; c < columns; c++)
      a[to++] = some[from++] as number;
  return a;
};
