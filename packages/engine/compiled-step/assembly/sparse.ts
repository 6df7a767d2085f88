import { copyElements } from './copies';
import { sumOfLanes } from './lanes';
import { multiplyAdd } from './multiply-add';

/** The row of the matrix that is the i-th of the batch; without an index the batch is the matrix. */
function rowAt(index: usize, i: i32): usize {
  return index === 0 ? <usize>i : <usize>load<i32>(index + ((<usize>i) << 2));
}

/**
 * out[i, :] = sum over the nonzeros p of row index[i] (i where index is 0) of values[p] * w[columns[p], :].
 * w is [columns of the matrix, h], out is [rows, h].
 */
export function spmm(
  rows: i32,
  h: i32,
  index: usize,
  rowPointers: usize,
  columns: usize,
  values: usize,
  w: usize,
  out: usize,
): void {
  const stride = (<usize>h) << 2;
  for (let i = 0; i < rows; i++, out += stride) {
    const pointer = rowPointers + (rowAt(index, i) << 2);
    const from = (<usize>load<i32>(pointer)) << 2;
    const to = (<usize>load<i32>(pointer, 4)) << 2;
    let j: usize = 0;
    for (; j + 80 <= stride; j += 80) {
      let s0 = f32x4.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let s4 = s0;
      for (let p = from; p < to; p += 4) {
        const value = v128.load32_splat(values + p);
        const row = w + <usize>load<i32>(columns + p) * stride + j;
        s0 = multiplyAdd(value, v128.load(row), s0);
        s1 = multiplyAdd(value, v128.load(row, 16), s1);
        s2 = multiplyAdd(value, v128.load(row, 32), s2);
        s3 = multiplyAdd(value, v128.load(row, 48), s3);
        s4 = multiplyAdd(value, v128.load(row, 64), s4);
      }
      v128.store(out + j, s0);
      v128.store(out + j, s1, 16);
      v128.store(out + j, s2, 32);
      v128.store(out + j, s3, 48);
      v128.store(out + j, s4, 64);
    }
    for (; j + 32 <= stride; j += 32) {
      let s0 = f32x4.splat(0);
      let s1 = s0;
      for (let p = from; p < to; p += 4) {
        const value = v128.load32_splat(values + p);
        const row = w + <usize>load<i32>(columns + p) * stride + j;
        s0 = multiplyAdd(value, v128.load(row), s0);
        s1 = multiplyAdd(value, v128.load(row, 16), s1);
      }
      v128.store(out + j, s0);
      v128.store(out + j, s1, 16);
    }
    for (; j + 16 <= stride; j += 16) {
      let s0 = f32x4.splat(0);
      for (let p = from; p < to; p += 4) {
        const row = w + <usize>load<i32>(columns + p) * stride + j;
        s0 = multiplyAdd(v128.load32_splat(values + p), v128.load(row), s0);
      }
      v128.store(out + j, s0);
    }
    for (; j < stride; j += 4) {
      let sum: f32 = 0;
      for (let p = from; p < to; p += 4)
        sum += load<f32>(values + p) * load<f32>(w + <usize>load<i32>(columns + p) * stride + j);
      store<f32>(out + j, sum);
    }
  }
}

/** to[n] = 0 + value * from[n], which is never -0. */
function scaleRow(n: i32, value: f32, from: usize, to: usize): void {
  const factor = f32x4.splat(value);
  const zero = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= n; i += 4, from += 16, to += 16) v128.store(to, multiplyAdd(factor, v128.load(from), zero));
  for (; i < n; i++, from += 4, to += 4) store<f32>(to, <f32>0 + value * load<f32>(from));
}

/** to[n] += value * from[n]. */
function addScaledRow(n: i32, value: f32, from: usize, to: usize): void {
  const factor = f32x4.splat(value);
  let i = 0;
  for (; i + 4 <= n; i += 4, from += 16, to += 16)
    v128.store(to, multiplyAdd(factor, v128.load(from), v128.load(to)));
  for (; i < n; i++, from += 4, to += 4) store<f32>(to, load<f32>(to) + value * load<f32>(from));
}

/**
 * The transpose of the rows index[i] (i where index is 0), times g [rows, h], for touched columns only:
 * rowOf[column] is the address of a row of h floats, in `compact` where a nonzero is in that column, else zeroRow.
 * What touched lists of the last call, touched[0] columns in touched[1...], gets zeroRow back first.
 * touched and compact have room for every column that has a nonzero.
 */
export function spmmTransposed(
  rows: i32,
  h: i32,
  index: usize,
  rowPointers: usize,
  columns: usize,
  values: usize,
  g: usize,
  rowOf: usize,
  touched: usize,
  zeroRow: usize,
  compact: usize,
): void {
  const stride = (<usize>h) << 2;
  for (let i = load<i32>(touched); i > 0; i--)
    store<i32>(rowOf + ((<usize>load<i32>(touched + ((<usize>i) << 2))) << 2), <i32>zeroRow);
  let count = 0;
  for (let i = 0; i < rows; i++, g += stride) {
    const pointer = rowPointers + (rowAt(index, i) << 2);
    const to = load<i32>(pointer, 4);
    for (let p = load<i32>(pointer); p < to; p++) {
      const column = load<i32>(columns + ((<usize>p) << 2));
      const value = load<f32>(values + ((<usize>p) << 2));
      const entry = rowOf + ((<usize>column) << 2);
      let row = <usize>load<i32>(entry);
      if (row === zeroRow) {
        row = compact + <usize>count * stride;
        store<i32>(entry, <i32>row);
        store<i32>(touched + ((<usize>++count) << 2), column);
        scaleRow(h, value, g, row);
      } else {
        addScaledRow(h, value, g, row);
      }
    }
  }
  store<i32>(touched, count);
}

/** out [d, h] from d addresses of rows of h floats. */
export function expandRows(d: i32, h: i32, rowOf: usize, out: usize): void {
  const stride = (<usize>h) << 2;
  for (let i = 0; i < d; i++, out += stride)
    copyElements(h, <usize>load<i32>(rowOf + ((<usize>i) << 2)), out);
}

/** out = the sum of the squares of the rows in `compact`, of which touched[0] are in use; rows elsewhere are zeros. */
export function sumOfSquares(touched: usize, h: i32, compact: usize, out: usize): void {
  const end = compact + ((<usize>load<i32>(touched) * <usize>h) << 2);
  let total: f32 = 0;
  // In parts, so that the rounding does not grow with the number of rows.
  while (compact < end) {
    const part = min(end, compact + 4096);
    let s0 = f32x4.splat(0);
    let s1 = s0;
    for (; compact + 32 <= part; compact += 32) {
      const left = v128.load(compact);
      const right = v128.load(compact, 16);
      s0 = multiplyAdd(left, left, s0);
      s1 = multiplyAdd(right, right, s1);
    }
    let sum: f32 = 0;
    for (; compact < part; compact += 4) {
      const value = load<f32>(compact);
      sum += value * value;
    }
    total += sum + sumOfLanes(f32x4.add(s0, s1));
  }
  store<f32>(out, total);
}
