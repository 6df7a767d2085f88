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

/** A matrix in `values`: how far its next row lies, and its next column. */
interface View {
  readonly values: Float64Array;
  readonly down: number;
  readonly right: number;
}

const view = (values: Float64Array, columns: number): View => ({ values, down: columns, right: 1 });
const turned = ({ values, down, right }: View): View => ({ values, down: right, right: down });

/** Which entries are known to be 0: those above or below the diagonal of `a`; or not wanted: those above that of `to`. */
type Triangle = 'lower' | 'upper' | 'symmetric' | 'none';

/**
 * a·b into `to`, four by two entries at a time, whose sums stay in registers. What is left at the edges is computed with
 * some entries before it, once more. `| 0` saves V8 a check for overflow.
 */
const multiply = (
  to: View,
  a: View,
  b: View,
  rows: number,
  inner: number,
  columns: number,
  triangle: Triangle,
): void => {
  const { values: product, down, right } = to;
  const { values: av, down: a1, right: aNext } = a;
  const { values: bv, down: bNext, right: b1 } = b;
  const [a2, a3] = [2 * a1, 3 * a1];
  for (let done = 0; done < rows; done += 4) {
    const row = Math.max(0, Math.min(done, rows - 4));
    const begin = triangle === 'upper' ? row : 0;
    const end = triangle === 'lower' ? Math.min(inner, row + 4) : inner;
    const wide = triangle === 'symmetric' ? Math.min(columns, row + 4) : columns;
    const i0 = row * a1 + begin * aNext;
    const j0 = begin * bNext;
    if (rows > 3 && wide > 1)
      for (let next = 0; next < wide; next += 2) {
        const c = Math.min(next, wide - 2);
        let s00 = 0;
        let s01 = 0;
        let s10 = 0;
        let s11 = 0;
        let s20 = 0;
        let s21 = 0;
        let s30 = 0;
        let s31 = 0;
        for (let k = begin, i = i0, j = j0 + c * b1; k < end; k++, i = (i + aNext) | 0, j = (j + bNext) | 0) {
          const x = bv[j] as number;
          const y = bv[(j + b1) | 0] as number;
          const f0 = av[i] as number;
          s00 += f0 * x;
          s01 += f0 * y;
          const f1 = av[(i + a1) | 0] as number;
          s10 += f1 * x;
          s11 += f1 * y;
          const f2 = av[(i + a2) | 0] as number;
          s20 += f2 * x;
          s21 += f2 * y;
          const f3 = av[(i + a3) | 0] as number;
          s30 += f3 * x;
          s31 += f3 * y;
        }
        let at = row * down + c * right;
        product[at] = s00;
        product[at + right] = s01;
        at += down;
        product[at] = s10;
        product[at + right] = s11;
        at += down;
        product[at] = s20;
        product[at + right] = s21;
        at += down;
        product[at] = s30;
        product[at + right] = s31;
      }
    else
      for (let r = row; r < Math.min(rows, row + 4); r++)
        for (let c = 0; c < wide; c++) {
          let sum = 0;
          for (
            let k = begin, i = r * a1 + begin * aNext, j = j0 + c * b1;
            k < end;
            k++, i += aNext, j += bNext
          )
            sum += (av[i] as number) * (bv[j] as number);
          product[r * down + c * right] = sum;
        }
  }
};

/** a·b; of the two ways round the one with more rows. */
const denseProduct = (
  a: View,
  b: View,
  rows: number,
  inner: number,
  columns: number,
  triangle: Triangle = 'none',
): Float64Array => {
  const product = new Float64Array(rows * columns);
  const to = view(product, columns);
  if (triangle === 'none' && rows < columns)
    multiply(turned(to), turned(b), turned(a), columns, inner, rows, triangle);
  else multiply(to, a, b, rows, inner, columns, triangle);
  return product;
};

/** a·b, or aᵀ·b, of row-major matrices, row of `b` by row. */
const sparseProduct = (
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
  transposed: boolean,
): Float64Array => {
  const product = new Float64Array((transposed ? inner : rows) * columns);
  for (let row = 0, i = 0; row < rows; row++)
    for (let k = 0; k < inner; k++, i++) {
      const factor = a[i] as number;
      if (factor === 0) continue;
      const [to, from] = transposed ? [k, row] : [row, k];
      addFrom(product, to * columns, factor, b, from * columns, columns);
    }
  return product;
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
): Float64Array =>
  isDense(a)
    ? denseProduct(view(a, inner), view(b, columns), rows, inner, columns)
    : sparseProduct(a, b, rows, inner, columns, false);

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
): Float64Array =>
  isDense(a)
    ? denseProduct(turned(view(a, inner)), view(b, columns), inner, rows, columns)
    : sparseProduct(a, b, rows, inner, columns, true);

/**
 * The product a·bᵀ of row-major matrices. Zeros in `a` are skipped where they are many.
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
): Float64Array =>
  isDense(a)
    ? denseProduct(view(a, inner), turned(view(b, inner)), rows, inner, columns)
    : sparseProduct(a, transpose(b, columns, inner), rows, inner, columns, false);

/**
 * The product l·b of a lower triangle, also of one with more rows than columns, and a matrix.
 * @param l [rows, inner], 0 above the diagonal
 * @param b [inner, columns]
 * @returns [rows, columns]
 */
export const lowerMatmul = (
  l: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array => denseProduct(view(l, inner), view(b, columns), rows, inner, columns, 'lower');

/**
 * The product lᵀ·b of a lower triangle, also of one with more rows than columns, and a matrix.
 * @param l [rows, inner], 0 above the diagonal
 * @param b [rows, columns]
 * @returns [inner, columns]
 */
export const transposedLowerMatmul = (
  l: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array => denseProduct(turned(view(l, inner)), view(b, columns), inner, rows, columns, 'upper');

/**
 * The products a·aᵀ of the rows of a row-major matrix. Zeros are skipped where they are many.
 * @param a [rows, columns]
 * @returns [rows, rows], symmetric
 */
export const rowProducts = (a: Float64Array, rows: number, columns: number): Float64Array => {
  if (!isDense(a)) return matmulTransposed(a, a, rows, columns, rows);
  const rowsOf = view(a, columns);
  const products = denseProduct(rowsOf, turned(rowsOf), rows, columns, rows, 'symmetric');
  for (let row = 0; row < rows; row++)
    for (let other = row + 1; other < rows; other++)
      products[row * rows + other] = products[other * rows + row] as number;
  return products;
};
