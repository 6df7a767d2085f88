import { splat } from '../../../../tools/assembly/splat';
import { cosine } from './cosine';
import { log } from './log';
import { nearCosineOfTurns, nearLog } from './near';

const minusTwo = memory.data<f64>([-2]);
const one = memory.data<f64>([1]);
const twoPi = memory.data<f64>([2 * Math.PI]);
/** Far more than what is wrong in a number made with `near`, as a share of its largest part: about 2^-44. */
const doubt = memory.data<f64>([5.7e-14]);

/** 1 - u of the two pairs (u, v) at a place: in (0, 1], where the logarithm is finite. */
function distances(at: usize): v128 {
  return f64x2.sub(splat(one), v128.shuffle<f64>(v128.load(at), v128.load(at, 16), 0, 2));
}

/** v of the same. */
function turns(at: usize): v128 {
  return v128.shuffle<f64>(v128.load(at), v128.load(at, 16), 1, 3);
}

/** sqrt(-2 log), of the logarithm. */
function radiusOf(logarithm: v128): v128 {
  return f64x2.sqrt(f64x2.mul(splat(minusTwo), logarithm));
}

/**
 * Turns n pairs (u, v) of uniform numbers in [0, 1), from `at` on, into n standard normal numbers there:
 * sqrt(-2 log(1 - u)) cos(2 pi v), as float64. The number after an odd n is overwritten.
 */
export function boxMuller(n: i32, at: usize): void {
  let out = at;
  for (let i = 0; i < n; i += 2, at += 32, out += 16) {
    const radius = radiusOf(log(distances(at)));
    v128.store(out, f64x2.mul(radius, cosine(f64x2.mul(splat(twoPi), turns(at)))));
  }
}

/**
 * The same as float32, times the deviation plus the mean, both finite: the nearest to those that `boxMuller` makes.
 * Nearly all are found with less work: where numbers a little smaller and a little larger are rounded to one, that is it.
 */
export function normal(n: i32, at: usize, mean: f64, deviation: f64): void {
  const means = f64x2.splat(mean);
  const deviations = f64x2.splat(deviation);
  let out = at;
  for (let i = 0; i < n; i += 2, at += 32, out += 8) {
    const radius = radiusOf(nearLog(distances(at)));
    const value = f64x2.add(means, f64x2.mul(deviations, f64x2.mul(radius, nearCosineOfTurns(turns(at)))));
    const largest = f64x2.add(f64x2.abs(means), f64x2.abs(f64x2.mul(deviations, radius)));
    const error = f64x2.mul(splat(doubt), largest);
    let rounded = f32x4.demote_f64x2_zero(f64x2.sub(value, error));
    if (v128.any_true(v128.xor(rounded, f32x4.demote_f64x2_zero(f64x2.add(value, error))))) {
      boxMuller(2, at);
      rounded = f32x4.demote_f64x2_zero(f64x2.add(means, f64x2.mul(deviations, v128.load(at))));
    }
    v128.store_lane<i64>(out, rounded, 0);
  }
}
