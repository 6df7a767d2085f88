import { splat } from '../../../../tools/assembly/splat';
import { cosineOfTurns } from './cosine';
import { log } from './log';

const minusTwo = memory.data<f64>([-2]);
const one = memory.data<f64>([1]);

/**
 * Turns n pairs (u, v) of uniform numbers in [0, 1), from `at` on, into n normal numbers there as float32, by the formula
 * of Box and Muller (1958): mean + deviation * sqrt(-2 log(1 - u)) cos(2 pi v), both finite. The number after an odd n is
 * overwritten.
 *
 * Additions, multiplications, divisions and square roots of f64 alone, which WebAssembly rounds correctly, so that every
 * engine makes the same bits.
 */
export function normal(n: i32, at: usize, mean: f64, deviation: f64): void {
  const means = f64x2.splat(mean);
  const deviations = f64x2.splat(deviation);
  let out = at;
  for (let i = 0; i < n; i += 2, at += 32, out += 8) {
    const u = v128.shuffle<f64>(v128.load(at), v128.load(at, 16), 0, 2);
    const v = v128.shuffle<f64>(v128.load(at), v128.load(at, 16), 1, 3);
    // 1 - u is in (0, 1], where the logarithm is finite.
    const radius = f64x2.sqrt(f64x2.mul(splat(minusTwo), log(f64x2.sub(splat(one), u))));
    const value = f64x2.add(means, f64x2.mul(deviations, f64x2.mul(radius, cosineOfTurns(v))));
    v128.store_lane<i64>(out, f32x4.demote_f64x2_zero(value), 0);
  }
}
