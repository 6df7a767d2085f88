/**
 * The regularised incomplete beta function I_x(a, b) for positive multiples `a` and `b` of ½, which is what
 * Student's t and Fisher's F need. `y` is 1 − x, given apart so that no digits are lost.
 *
 * Source: NIST Digital Library of Mathematical Functions, 8.17.22 (continued fraction) and 8.17.4 (symmetry).
 */
export function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(y, x, b, a);
  let fraction = 1;
  for (let m = 100 + Math.ceil(5 * Math.sqrt(a + b)); m > 0; m--) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    fraction = 1 + even / (1 + odd / fraction);
  }
  fraction = 1 - (((a + b) / (a + 1)) * x) / fraction;
  return (x ** a * y ** b) / (a * completeBeta(a, b) * fraction);
}

/** B(a, b) by B(a, b) = B(a − 1, b)·(a − 1)/(a + b − 1), from B(½, ½) = π, B(1, ½) = 2 and B(1, 1) = 1. */
function completeBeta(a: number, b: number): number {
  let [p, q] = [a, b];
  let value = 1;
  while (p > 1 || q > 1) {
    if (p < q) [p, q] = [q, p];
    p -= 1;
    value *= p / (p + q);
  }
  if (p === q) return p === 1 ? value : Math.PI * value;
  return 2 * value;
}
