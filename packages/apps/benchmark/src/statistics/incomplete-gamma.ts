/**
 * The regularised upper incomplete gamma function Q(a, x) for a positive multiple `a` of ½ and x ≥ 0, which is what the
 * χ² and the normal distribution need.
 *
 * Source: NIST Digital Library of Mathematical Functions, 8.7.1 (series) and 8.9.2 (continued fraction).
 */
export function incompleteGamma(a: number, x: number): number {
  if (x === 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const front = Math.exp(a * Math.log(x) - x) / completeGamma(a);
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > 1e-17 * sum; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - front * sum;
  }
  let fraction = x;
  for (let n = 200; n > 0; n--) fraction = x + (n - a) / (1 + n / fraction);
  return front / fraction;
}

/** Γ(a) by Γ(a) = (a − 1)·Γ(a − 1), from Γ(½) = √π and Γ(1) = 1. */
function completeGamma(a: number): number {
  if (a === 0.5) return Math.sqrt(Math.PI);
  return a === 1 ? 1 : (a - 1) * completeGamma(a - 1);
}
