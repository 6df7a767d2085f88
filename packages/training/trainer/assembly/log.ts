import { splat, step } from '../../../../tools/assembly/splat';

const half = memory.data<f64>([0.5]);
const one = memory.data<f64>([1]);
const two = memory.data<f64>([2]);
const ln2 = memory.data<f64>([Math.LN2]);
/** The high word of sqrt(1/2), and where the exponent is in it. */
const squareRoot = memory.data<i64>([0x3fe6a09e_00000000]);
const exponentBits = memory.data<i64>([0xfff00000_00000000]);
/** Coefficients of log((1 + s) / (1 - s)) / s - 2 in s^2, of fdlibm (Sun Microsystems 1993): within 2^-58. */
const l1 = memory.data<f64>([0.6666666666666735]);
const l2 = memory.data<f64>([0.3999999999940942]);
const l3 = memory.data<f64>([0.2857142874366239]);
const l4 = memory.data<f64>([0.22222198432149784]);
const l5 = memory.data<f64>([0.1818357216161805]);
const l6 = memory.data<f64>([0.15313837699209373]);
const l7 = memory.data<f64>([0.14798198605116586]);

/**
 * Natural logarithms of numbers from 2^-1022 on, within 2^-49 of the larger of k ln 2 and log(1 + f), whose sum they are;
 * 1 + f is from about sqrt(1/2) to sqrt(2).
 */
export function log(x: v128): v128 {
  const power = i32x4.shr_s(i32x4.sub(x, splat(squareRoot)), 20);
  const exponent = v128.and(i32x4.shl(power, 20), splat(exponentBits));
  const f = f64x2.sub(i64x2.sub(x, exponent), splat(one));
  const k = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(power, power, 1, 3, 1, 3));
  const s = f64x2.div(f, f64x2.add(splat(two), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const even = f64x2.mul(w, step(w, step(w, splat(l6), l4), l2));
  const odd = f64x2.mul(z, step(w, step(w, step(w, splat(l7), l5), l3), l1));
  const square = f64x2.mul(f64x2.mul(splat(half), f), f);
  const less = f64x2.sub(square, f64x2.mul(s, f64x2.add(square, f64x2.add(odd, even))));
  return f64x2.add(f64x2.mul(k, splat(ln2)), f64x2.sub(f, less));
}
