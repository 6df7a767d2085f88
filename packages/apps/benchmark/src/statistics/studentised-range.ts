import { incompleteGamma } from './incomplete-gamma.js';

/**
 * The value that the range of `count` standard normal numbers exceeds with probability `level`: the upper quantile of
 * the studentised range with infinitely many degrees of freedom.
 *
 * It solves count · ∫ φ(z) [Φ(z) − Φ(z − q)]^(count − 1) dz = 1 − level by bisection.
 */
export function studentisedRange(count: number, level: number): number {
  let [low, high] = [0, 20];
  while (high - low > 1e-10) {
    const q = (low + high) / 2;
    if (rangeBelow(q, count) < 1 - level) low = q;
    else high = q;
  }
  return (low + high) / 2;
}

/** By the trapezoidal rule, which is as exact as float64 for an integrand that vanishes at both ends. */
function rangeBelow(q: number, count: number): number {
  const step = 1 / 8;
  let sum = 0;
  for (let z = -9; z <= 9; z += step)
    sum += Math.exp((-z * z) / 2) * (normalBelow(z) - normalBelow(z - q)) ** (count - 1);
  return (count * step * sum) / Math.sqrt(2 * Math.PI);
}

/** Φ(z). */
function normalBelow(z: number): number {
  const tail = incompleteGamma(0.5, (z * z) / 2) / 2;
  return z < 0 ? tail : 1 - tail;
}
