import { splat, step } from '../../../../tools/assembly/splat';

const half = memory.data<f64>([0.5]);
const third = memory.data<f64>([0.3333333333333333]);
const one = memory.data<f64>([1]);
const two = memory.data<f64>([2]);
const ln2High = memory.data<f64>([0.6931471803691238]);
const ln2Low = memory.data<f64>([1.9082149292705877e-10]);
/** Of log((1 + s) / (1 - s)) / s - 2, in s^2. */
export const l1 = memory.data<f64>([0.6666666666666735]);
export const l2 = memory.data<f64>([0.3999999999940942]);
export const l3 = memory.data<f64>([0.2857142874366239]);
export const l4 = memory.data<f64>([0.22222198432149784]);
export const l5 = memory.data<f64>([0.1818357216161805]);
export const l6 = memory.data<f64>([0.15313837699209373]);
export const l7 = memory.data<f64>([0.14798198605116586]);
const fractionBits = memory.data<i64>([0x000fffff_ffffffff]);
const bitsOfOne = memory.data<i64>([0x3ff00000_00000000]);
const bias = memory.data<i64>([1023]);
const toSquareRoot = memory.data<i64>([0x95f64]);
const carry = memory.data<i64>([0x100000]);
const farFrom = memory.data<i64>([0x6147a]);
const farTo = memory.data<i64>([0x6b851]);
const twoBits = memory.data<i64>([2]);
const highFraction = memory.data<i64>([0xfffff]);
const nearTo = memory.data<i64>([2]);

/**
 * Natural logarithms of numbers from 2^-1022 on, bit by bit those of fdlibm (Sun Microsystems 1993), which V8 has as
 * Math.log: k ln 2 + log(1 + f), with 1 + f from sqrt(1/2) to sqrt(2). Operations are in its order.
 */
export function log(x: v128): v128 {
  const fraction = v128.and(x, splat(fractionBits));
  const high = i64x2.shr_u(fraction, 32);
  // From sqrt(2) on it is halved.
  const halved = v128.and(i64x2.add(high, splat(toSquareRoot)), splat(carry));
  const exponent = v128.xor(i64x2.shl(halved, 32), splat(bitsOfOne));
  const f = f64x2.sub(v128.or(fraction, exponent), splat(one));
  const power = i64x2.add(i64x2.sub(i64x2.shr_u(x, 52), splat(bias)), i64x2.shr_u(halved, 20));
  const k = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(power, power, 0, 2, 0, 2));
  const kLow = f64x2.mul(k, splat(ln2Low));

  const s = f64x2.div(f, f64x2.add(splat(two), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const even = f64x2.mul(w, step(w, step(w, splat(l6), l4), l2));
  const odd = f64x2.mul(z, step(w, step(w, step(w, splat(l7), l5), l3), l1));
  const series = f64x2.add(odd, even);

  // Three ways to put it together, by how far 1 + f is from 1.
  const square = f64x2.mul(f64x2.mul(splat(half), f), f);
  const ofFar = f64x2.sub(square, f64x2.add(f64x2.mul(s, f64x2.add(square, series)), kLow));
  const ofOthers = f64x2.sub(f64x2.mul(s, f64x2.sub(f, series)), kLow);
  const short = f64x2.mul(f64x2.mul(f, f), f64x2.sub(splat(half), f64x2.mul(splat(third), f)));
  const ofNear = f64x2.sub(short, kLow);
  const isFar = v128.and(i64x2.ge_s(high, splat(farFrom)), i64x2.le_s(high, splat(farTo)));
  const isNear = i64x2.le_s(v128.and(i64x2.add(high, splat(twoBits)), splat(highFraction)), splat(nearTo));
  const less = v128.bitselect(ofNear, v128.bitselect(ofFar, ofOthers, isFar), isNear);
  return f64x2.sub(f64x2.mul(k, splat(ln2High)), f64x2.sub(less, f));
}
