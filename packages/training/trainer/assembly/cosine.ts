import { splat, step } from '../../../../tools/assembly/splat';

const half = memory.data<f64>([0.5]);
const quarter = memory.data<f64>([0.25]);
/** Coefficients of -sin(2 pi q) / q in q^2, interpolated at the Chebyshev nodes of [0, 1/16]: within 2.5e-16 / q. */
const s0 = memory.data<f64>([-6.283185307179585]);
const s1 = memory.data<f64>([41.341702240398284]);
const s2 = memory.data<f64>([-81.60524927557977]);
const s3 = memory.data<f64>([76.70585968962867]);
const s4 = memory.data<f64>([-42.05868995395094]);
const s5 = memory.data<f64>([15.09450614073429]);
const s6 = memory.data<f64>([-3.817365633469135]);
const s7 = memory.data<f64>([0.6925067010720717]);

/** cos(2 pi v) for v in [0, 1), which is -sin(2 pi q) with q = 1/4 - |v - 1/2|. */
export function cosineOfTurns(v: v128): v128 {
  const q = f64x2.sub(splat(quarter), f64x2.abs(f64x2.sub(v, splat(half))));
  const z = f64x2.mul(q, q);
  const w = f64x2.mul(z, z);
  const even = step(w, step(w, step(w, splat(s6), s4), s2), s0);
  const odd = step(w, step(w, step(w, splat(s7), s5), s3), s1);
  return f64x2.mul(q, f64x2.add(even, f64x2.mul(z, odd)));
}
