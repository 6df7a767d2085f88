/**
 * The regularised incomplete beta function I_x(a, b) where one of `a` and `b` is ½ and the other a positive
 * multiple of ½, which is what Student's t needs. `y` is 1 − x, given apart so that no digits are lost.
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

/** B(a, b) by B(a, b) = B(a − 1, b)·(a − 1)/(a + b − 1), from B(½, ½) = π and B(1, ½) = 2. */
function completeBeta(a: number, b: number): number {
  const larger = Math.max(a, b);
  const start = larger % 1 === 0 ? 1 : 0.5;
  let value = start === 1 ? 2 : Math.PI;
  for (let k = start; k < larger; k++) value *= k / (k + 0.5);
  return value;
}
