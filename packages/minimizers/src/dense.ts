/** Σ a_i b_i. */
export const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
};

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
 * The product aᵀ·b of row-major matrices. Zeros in `a` are skipped.
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
  const product = new Float64Array(inner * columns);
  for (let row = 0; row < rows; row++) {
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
  for (let row = 0; row < rows; row++)
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += (a[row * inner + k] as number) * (b[c * inner + k] as number);
      product[row * columns + c] = sum;
    }
  return product;
};
