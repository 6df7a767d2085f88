/** Σ a_{i+k} b_{j+k} over `n` numbers from `i` and from `j` on. */
export const dotFrom = (a: Float64Array, i: number, b: Float64Array, j: number, n: number): number => {
  // Four sums that do not wait for each other.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < n; k += 4) {
    s0 += (a[i + k] as number) * (b[j + k] as number);
    s1 += (a[i + k + 1] as number) * (b[j + k + 1] as number);
    s2 += (a[i + k + 2] as number) * (b[j + k + 2] as number);
    s3 += (a[i + k + 3] as number) * (b[j + k + 3] as number);
  }
  for (; k < n; k++) s0 += (a[i + k] as number) * (b[j + k] as number);
  return s0 + s1 + (s2 + s3);
};

/** Adds factor·b_{j+k} to a_{i+k} over `n` numbers from `i` and from `j` on. */
export const addFrom = (
  a: Float64Array,
  i: number,
  factor: number,
  b: Float64Array,
  j: number,
  n: number,
): void => {
  let k = 0;
  for (; k + 3 < n; k += 4) {
    a[i + k] = (a[i + k] as number) + factor * (b[j + k] as number);
    a[i + k + 1] = (a[i + k + 1] as number) + factor * (b[j + k + 1] as number);
    a[i + k + 2] = (a[i + k + 2] as number) + factor * (b[j + k + 2] as number);
    a[i + k + 3] = (a[i + k + 3] as number) + factor * (b[j + k + 3] as number);
  }
  for (; k < n; k++) a[i + k] = (a[i + k] as number) + factor * (b[j + k] as number);
};

/** a + factor·b, in `sum`. */
export const plus = (
  a: Float64Array,
  factor: number,
  b: Float64Array,
  sum: Float64Array = new Float64Array(a.length),
): Float64Array => {
  for (let i = 0; i < a.length; i++) sum[i] = (a[i] as number) + factor * (b[i] as number);
  return sum;
};

/** Σ a_i b_i. */
export const dot = (a: Float64Array, b: Float64Array): number => dotFrom(a, 0, b, 0, a.length);

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
