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

/**
 * Whether a quarter of the numbers, or of some of them from all over, are not 0: the products below are so much faster
 * where they do not look for zeros.
 */
const isDense = (a: Float64Array): boolean => {
  const stride = Math.floor(a.length / 1024) | 1;
  let [zeros, others] = [0, 0];
  for (let i = 0; i < a.length; i += stride)
    if (a[i] === 0) zeros++;
    else others++;
  return 3 * others >= zeros;
};

/**
 * The product a·b of row-major matrices. Zeros in `a` are skipped where they are many, so that rows of sparse features
 * cost little.
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
  if (rows > 3 && isDense(a)) return matmulTransposed(a, transpose(b, inner, columns), rows, inner, columns);
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

/** aᵀ·b without a look at zeros: four by two entries at a time, whose sums stay in registers. */
const denseTransposedMatmul = (
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array => {
  const product = new Float64Array(inner * columns);
  let k = 0;
  for (; k + 3 < inner; k += 4) {
    const t0 = k * columns;
    const t1 = t0 + columns;
    const t2 = t1 + columns;
    const t3 = t2 + columns;
    let c = 0;
    for (; c + 1 < columns; c += 2) {
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      let s20 = 0;
      let s21 = 0;
      let s30 = 0;
      let s31 = 0;
      for (let row = 0, i = k, j = c; row < rows; row++, i += inner, j += columns) {
        const b0 = b[j] as number;
        const b1 = b[j + 1] as number;
        const a0 = a[i] as number;
        s00 += a0 * b0;
        s01 += a0 * b1;
        const a1 = a[i + 1] as number;
        s10 += a1 * b0;
        s11 += a1 * b1;
        const a2 = a[i + 2] as number;
        s20 += a2 * b0;
        s21 += a2 * b1;
        const a3 = a[i + 3] as number;
        s30 += a3 * b0;
        s31 += a3 * b1;
      }
      product[t0 + c] = s00;
      product[t0 + c + 1] = s01;
      product[t1 + c] = s10;
      product[t1 + c + 1] = s11;
      product[t2 + c] = s20;
      product[t2 + c + 1] = s21;
      product[t3 + c] = s30;
      product[t3 + c + 1] = s31;
    }
    if (c < columns) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let row = 0, i = k, j = c; row < rows; row++, i += inner, j += columns) {
        const factor = b[j] as number;
        s0 += (a[i] as number) * factor;
        s1 += (a[i + 1] as number) * factor;
        s2 += (a[i + 2] as number) * factor;
        s3 += (a[i + 3] as number) * factor;
      }
      product[t0 + c] = s0;
      product[t1 + c] = s1;
      product[t2 + c] = s2;
      product[t3 + c] = s3;
    }
  }
  for (; k < inner; k++)
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let row = 0; row < rows; row++)
        sum += (a[row * inner + k] as number) * (b[row * columns + c] as number);
      product[k * columns + c] = sum;
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
  if (isDense(a)) return denseTransposedMatmul(a, b, rows, inner, columns);
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
  let row = 0;
  // Four by two entries at a time, whose sums stay in registers.
  for (; row + 3 < rows; row += 4) {
    const a0 = row * inner;
    const a1 = a0 + inner;
    const a2 = a1 + inner;
    const a3 = a2 + inner;
    const t0 = row * columns;
    const t1 = t0 + columns;
    const t2 = t1 + columns;
    const t3 = t2 + columns;
    let c = 0;
    for (; c + 1 < columns; c += 2) {
      const b0 = c * inner;
      const b1 = b0 + inner;
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      let s20 = 0;
      let s21 = 0;
      let s30 = 0;
      let s31 = 0;
      for (let k = 0; k < inner; k++) {
        const x = b[b0 + k] as number;
        const y = b[b1 + k] as number;
        const f0 = a[a0 + k] as number;
        s00 += f0 * x;
        s01 += f0 * y;
        const f1 = a[a1 + k] as number;
        s10 += f1 * x;
        s11 += f1 * y;
        const f2 = a[a2 + k] as number;
        s20 += f2 * x;
        s21 += f2 * y;
        const f3 = a[a3 + k] as number;
        s30 += f3 * x;
        s31 += f3 * y;
      }
      product[t0 + c] = s00;
      product[t0 + c + 1] = s01;
      product[t1 + c] = s10;
      product[t1 + c + 1] = s11;
      product[t2 + c] = s20;
      product[t2 + c + 1] = s21;
      product[t3 + c] = s30;
      product[t3 + c + 1] = s31;
    }
    if (c < columns) {
      const b0 = c * inner;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let k = 0; k < inner; k++) {
        const factor = b[b0 + k] as number;
        s0 += (a[a0 + k] as number) * factor;
        s1 += (a[a1 + k] as number) * factor;
        s2 += (a[a2 + k] as number) * factor;
        s3 += (a[a3 + k] as number) * factor;
      }
      product[t0 + c] = s0;
      product[t1 + c] = s1;
      product[t2 + c] = s2;
      product[t3 + c] = s3;
    }
  }
  for (; row < rows; row++)
    for (let c = 0; c < columns; c++)
      product[row * columns + c] = dotFrom(a, row * inner, b, c * inner, inner);
  return product;
};
