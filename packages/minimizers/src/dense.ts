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

/** Σ a_i b_i. */
export const dot = (a: Float64Array, b: Float64Array): number => dotFrom(a, 0, b, 0, a.length);

/** [rows, columns] -> [columns, rows]. */
const transposed = (a: Float64Array, rows: number, columns: number): Float64Array => {
  const turned = new Float64Array(a.length);
  for (let row = 0; row < rows; row++)
    for (let c = 0; c < columns; c++) turned[c * rows + row] = a[row * columns + c] as number;
  return turned;
};

/** Whether half of the numbers, or of the first 4096, are not 0. */
const isDense = (a: Float64Array): boolean => {
  const some = a.subarray(0, 4096);
  let count = 0;
  for (const value of some) if (value !== 0) count++;
  return 2 * count >= some.length;
};

/** With fewer columns than this the inner loop of a product is better not along them. */
const narrow = 32;

/**
 * The product a·b of row-major matrices. Zeros in `a` are skipped, so that rows of sparse features cost little.
 * @param a [rows, inner]
 * @param b [inner, columns]
 * @returns [rows, columns]
 */
export const matmul = (
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array => {
  if (columns < narrow && isDense(a))
    return matmulTransposed(a, transposed(b, inner, columns), rows, inner, columns);
  const product = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const to = row * columns;
    for (let k = 0; k < inner; k++) {
      const factor = a[row * inner + k] as number;
      if (factor === 0) continue;
      const from = k * columns;
      for (let c = 0; c < columns; c++)
        product[to + c] = (product[to + c] as number) + factor * (b[from + c] as number);
    }
  }
  return product;
};

/**
 * The product aᵀ·b of row-major matrices. Zeros in `a` are skipped where they are many.
 * @param a [rows, inner]
 * @param b [rows, columns]
 * @returns [inner, columns]
 */
export const transposedMatmul = (
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array => {
  const dense = isDense(a);
  if (dense && columns < narrow && columns < inner)
    return transposed(transposedMatmul(b, a, rows, columns, inner), columns, inner);
  const product = new Float64Array(inner * columns);
  let row = 0;
  if (dense)
    for (; row + 3 < rows; row += 4)
      for (let k = 0; k < inner; k++) {
        const at = row * inner + k;
        const to = k * columns;
        const from = row * columns;
        const f0 = a[at] as number;
        const f1 = a[at + inner] as number;
        const f2 = a[at + 2 * inner] as number;
        const f3 = a[at + 3 * inner] as number;
        for (let c = 0; c < columns; c++)
          product[to + c] =
            (product[to + c] as number) +
            f0 * (b[from + c] as number) +
            f1 * (b[from + columns + c] as number) +
            f2 * (b[from + 2 * columns + c] as number) +
            f3 * (b[from + 3 * columns + c] as number);
      }
  for (; row < rows; row++) {
    const from = row * columns;
    for (let k = 0; k < inner; k++) {
      const factor = a[row * inner + k] as number;
      if (factor === 0) continue;
      const to = k * columns;
      for (let c = 0; c < columns; c++)
        product[to + c] = (product[to + c] as number) + factor * (b[from + c] as number);
    }
  }
  return product;
};

/**
 * The product a·bᵀ of row-major matrices.
 * @param a [rows, inner]
 * @param b [columns, inner]
 * @returns [rows, columns]
 */
export const matmulTransposed = (
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array => {
  const product = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const at = row * inner;
    let to = row * columns;
    let c = 0;
    // Four columns at a time, so that a number of `a` is read once for all.
    for (; c + 3 < columns; c += 4) {
      const b0 = c * inner;
      const b1 = b0 + inner;
      const b2 = b1 + inner;
      const b3 = b2 + inner;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let k = 0; k < inner; k++) {
        const factor = a[at + k] as number;
        s0 += factor * (b[b0 + k] as number);
        s1 += factor * (b[b1 + k] as number);
        s2 += factor * (b[b2 + k] as number);
        s3 += factor * (b[b3 + k] as number);
      }
      product[to++] = s0;
      product[to++] = s1;
      product[to++] = s2;
      product[to++] = s3;
    }
    for (; c < columns; c++) product[to++] = dotFrom(a, at, b, c * inner, inner);
  }
  return product;
};
