import { splat, step } from '../../../../tools/assembly/splat';

const half = memory.data<f64>([0.5]);
const one = memory.data<f64>([1]);
const two = memory.data<f64>([2]);
const lowest = memory.data<f64>([-746]);
const inverseLn2 = memory.data<f64>([Math.LOG2E]);
const ln2High = memory.data<f64>([0.6931471803691238]);
const ln2Low = memory.data<f64>([1.9082149292705877e-10]);
/** Below it in magnitude, k is 0: the high word of ln 2 / 2, and one more. */
const halfLn2 = memory.data<i64>([0x3fd62e43_00000000]);
/** 2^-28, below which in magnitude exp x is 1 + x. */
const tiny = memory.data<f64>([3.725290298461914e-9]);
/** Of r (exp r + 1) / (exp r - 1) - 2, in r^2. */
const p1 = memory.data<f64>([0.16666666666666602]);
const p2 = memory.data<f64>([-0.0027777777777015593]);
const p3 = memory.data<f64>([6.613756321437934e-5]);
const p4 = memory.data<f64>([-0.0000016533902205465252]);
const p5 = memory.data<f64>([4.1381367970572385e-8]);
/** 2^52 + 2^51, which leaves a whole number in the last bits, and 1023 + 1000. */
const shifted = memory.data<f64>([6755399441055744 + 2023]);
/** 2^-1000. */
const smallScale = memory.data<f64>([9.332636185032189e-302]);

/**
 * exp x of numbers that are not positive, bit by bit those of fdlibm (Sun Microsystems 1993), which V8 has as Math.exp:
 * 2^k exp r, with x = k ln 2 + r. Operations are in its order.
 */
function exp(x: v128): v128 {
  // Below -746 it is 0 in any case. Not a number stays.
  const bounded = f64x2.pmax(x, splat(lowest));
  const distance = f64x2.abs(bounded);
  const turns = f64x2.trunc(f64x2.sub(f64x2.mul(splat(inverseLn2), bounded), splat(half)));
  const k = v128.and(turns, f64x2.ge(distance, splat(halfLn2)));
  const high = f64x2.sub(bounded, f64x2.mul(k, splat(ln2High)));
  const low = f64x2.mul(k, splat(ln2Low));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  const series = f64x2.mul(t, step(t, step(t, step(t, step(t, splat(p5), p4), p3), p2), p1));
  const c = f64x2.sub(r, series);
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(splat(two), c));
  const usual = f64x2.sub(splat(one), f64x2.sub(f64x2.sub(low, quotient), high));
  const y = v128.bitselect(f64x2.add(splat(one), bounded), usual, f64x2.lt(distance, splat(tiny)));
  // By 2^(k + 1000) and 2^-1000, which rounds once only, where the result has fewer bits.
  const power = i64x2.shl(f64x2.add(k, splat(shifted)), 52);
  return f64x2.mul(f64x2.mul(y, power), splat(smallScale));
}

/** Turns every row of a matrix [rows, columns] at `at` into its softmax. The number after an odd end is overwritten. */
export function softmax(rows: i32, columns: i32, at: usize): void {
  const row = (<usize>columns) << 3;
  const pairs = row & ~15;
  const end = at + <usize>rows * row;
  for (let from = at; from < end; from += row) {
    // The last number twice, where there is one more than pairs of them.
    let largest = v128.load64_splat(from + row - 8);
    for (let i: usize = 0; i < pairs; i += 16) largest = f64x2.pmax(largest, v128.load(from + i));
    largest = f64x2.pmax(largest, v128.shuffle<f64>(largest, largest, 1, 0));
    for (let i: usize = 0; i < pairs; i += 16) v128.store(from + i, f64x2.sub(v128.load(from + i), largest));
    if (pairs < row) store<f64>(from + pairs, load<f64>(from + pairs) - f64x2.extract_lane(largest, 0));
  }
  for (let i = at; i < end; i += 16) v128.store(i, exp(v128.load(i)));
  for (let from = at; from < end; from += row) {
    let sum: f64 = 0;
    for (let i = from; i < from + row; i += 8) sum += load<f64>(i);
    const sums = f64x2.splat(sum);
    for (let i: usize = 0; i < pairs; i += 16) v128.store(from + i, f64x2.div(v128.load(from + i), sums));
    if (pairs < row) store<f64>(from + pairs, load<f64>(from + pairs) / sum);
  }
}

/** Turns gradients by a softmax `p` [rows, columns] into those by its logits, in place: p (g - sum of p g in the row). */
export function throughSoftmax(rows: i32, columns: i32, p: usize, g: usize): void {
  const row = (<usize>columns) << 3;
  const pairs = row & ~15;
  for (; rows > 0; rows--, p += row, g += row) {
    let mean: f64 = 0;
    for (let i: usize = 0; i < row; i += 8) mean += load<f64>(p + i) * load<f64>(g + i);
    const means = f64x2.splat(mean);
    for (let i: usize = 0; i < pairs; i += 16)
      v128.store(g + i, f64x2.mul(v128.load(p + i), f64x2.sub(v128.load(g + i), means)));
    if (pairs < row) store<f64>(g + pairs, load<f64>(p + pairs) * (load<f64>(g + pairs) - mean));
  }
}
