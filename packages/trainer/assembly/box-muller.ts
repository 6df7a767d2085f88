import { cosine } from './cosine';
import { log } from './log';
import { splat } from './splat';

const minusTwo = memory.data<f64>([-2]);
const one = memory.data<f64>([1]);
const twoPi = memory.data<f64>([2 * Math.PI]);

/**
 * Turns n pairs (u, v) of uniform numbers in [0, 1), from `at` on, into n standard normal numbers there:
 * sqrt(-2 log(1 - u)) cos(2 pi v). The number after an odd n is overwritten.
 */
export function boxMuller(n: i32, at: usize): void {
  let out = at;
  for (let i = 0; i < n; i += 2, at += 32, out += 16) {
    const first = v128.load(at);
    const second = v128.load(at, 16);
    const u = v128.shuffle<f64>(first, second, 0, 2);
    const v = v128.shuffle<f64>(first, second, 1, 3);
    // 1 - u lies in (0, 1], where the logarithm is finite.
    const radius = f64x2.sqrt(f64x2.mul(splat(minusTwo), log(f64x2.sub(splat(one), u))));
    v128.store(out, f64x2.mul(radius, cosine(f64x2.mul(splat(twoPi), v))));
  }
}
