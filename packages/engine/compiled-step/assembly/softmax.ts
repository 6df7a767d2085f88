import { loadSome, storeSome, sumOfLanes } from './lanes';
import { exp, log } from './mathematics';

/** In every lane; a NaN may be passed over, for the sum of the row finds it. */
function maximumOfRow(n: i32, x: usize): v128 {
  let largest = f32x4.splat(-Infinity);
  for (; n >= 4; n -= 4, x += 16) largest = f32x4.pmax(largest, v128.load(x));
  if (n > 0) largest = f32x4.pmax(largest, loadSome(x, n, -Infinity));
  largest = f32x4.pmax(largest, v128.shuffle<i32>(largest, largest, 2, 3, 0, 1));
  return f32x4.pmax(largest, v128.shuffle<i32>(largest, largest, 1, 0, 3, 2));
}

/** Softmax of every row of x, [rows, n]; out may be x. */
export function softmax(rows: i32, n: i32, x: usize, out: usize): void {
  const whole = n & ~3;
  const rest = n & 3;
  const stride = (<usize>n) << 2;
  const end = (<usize>whole) << 2;
  for (let i = 0; i < rows; i++, x += stride, out += stride) {
    const shift = maximumOfRow(n, x);
    let sum = f32x4.splat(0);
    for (let j: usize = 0; j < end; j += 16) {
      const power = exp(f32x4.sub(v128.load(x + j), shift));
      v128.store(out + j, power);
      sum = f32x4.add(sum, power);
    }
    let last = f32x4.splat(0);
    if (rest > 0) {
      // The lanes beyond the row are e^-infinity = 0, or NaN where the row is.
      last = exp(f32x4.sub(loadSome(x + end, rest, -Infinity), shift));
      sum = f32x4.add(sum, last);
    }
    const total = f32x4.splat(sumOfLanes(sum));
    for (let j: usize = 0; j < end; j += 16) v128.store(out + j, f32x4.div(v128.load(out + j), total));
    if (rest > 0) storeSome(out + end, f32x4.div(last, total), rest);
  }
}

/** Logarithm of the softmax of every row of x, [rows, n]; out may be x. */
export function logSoftmax(rows: i32, n: i32, x: usize, out: usize): void {
  const whole = n & ~3;
  const rest = n & 3;
  const stride = (<usize>n) << 2;
  const end = (<usize>whole) << 2;
  for (let i = 0; i < rows; i++, x += stride, out += stride) {
    const shift = maximumOfRow(n, x);
    let sum = f32x4.splat(0);
    for (let j: usize = 0; j < end; j += 16) sum = f32x4.add(sum, exp(f32x4.sub(v128.load(x + j), shift)));
    let last = f32x4.splat(0);
    if (rest > 0) {
      last = f32x4.sub(loadSome(x + end, rest, -Infinity), shift);
      sum = f32x4.add(sum, exp(last));
    }
    const total = log(f32x4.splat(sumOfLanes(sum)));
    for (let j: usize = 0; j < end; j += 16)
      v128.store(out + j, f32x4.sub(f32x4.sub(v128.load(x + j), shift), total));
    if (rest > 0) storeSome(out + end, f32x4.sub(last, total), rest);
  }
}
