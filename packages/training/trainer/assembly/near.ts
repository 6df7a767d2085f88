import { splat, step } from '../../../../tools/assembly/splat';
import { l1, l2, l3, l4, l5, l6, l7 } from './log';

// Logarithm and cosine in half the steps, within 2^-49 of the largest part of what they are.

const half = memory.data<f64>([0.5]);
const quarter = memory.data<f64>([0.25]);
const one = memory.data<f64>([1]);
const two = memory.data<f64>([2]);
const ln2 = memory.data<f64>([Math.LN2]);
/** The high word of sqrt(1/2), and where the exponent is in it. */
const squareRoot = memory.data<i64>([0x3fe6a09e_00000000]);
const exponentBits = memory.data<i64>([0xfff00000_00000000]);
/** Of -sin(2 pi q) / q in q^2, through Chebyshev's nodes in [0, 1/16]: within 2.5e-16 / q. */
const s0 = memory.data<f64>([-6.283185307179585]);
const s1 = memory.data<f64>([41.341702240398284]);
const s2 = memory.data<f64>([-81.60524927557977]);
const s3 = memory.data<f64>([76.70585968962867]);
const s4 = memory.data<f64>([-42.05868995395094]);
const s5 = memory.data<f64>([15.09450614073429]);
const s6 = memory.data<f64>([-3.817365633469135]);
const s7 = memory.data<f64>([0.6925067010720717]);

/** Natural logarithms of numbers from 2^-1022 on: k ln 2 + log(1 + f), with 1 + f from about sqrt(1/2) to sqrt(2). */
export function nearLog(x: v128): v128 {
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

/** cos(2 pi v) for v in [0, 1), which is -sin(2 pi q) with q = 1/4 - |v - 1/2|. */
export function nearCosineOfTurns(v: v128): v128 {
  const q = f64x2.sub(splat(quarter), f64x2.abs(f64x2.sub(v, splat(half))));
  const z = f64x2.mul(q, q);
  const w = f64x2.mul(z, z);
  const even = step(w, step(w, step(w, splat(s6), s4), s2), s0);
  const odd = step(w, step(w, step(w, splat(s7), s5), s3), s1);
  return f64x2.mul(q, f64x2.add(even, f64x2.mul(z, odd)));
}
