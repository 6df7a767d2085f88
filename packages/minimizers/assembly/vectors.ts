/** Adds factor·b to `a`, of n numbers; the product of the sum and `c`. */
export function addThenDot(n: i32, a: usize, factor: f64, b: usize, c: usize): f64 {
  const factors = f64x2.splat(factor);
  // Two sums that do not wait for each other.
  let even = f64x2.splat(0);
  let odd = even;
  let i = 0;
  for (; i + 4 <= n; i += 4, a += 32, b += 32, c += 32) {
    const left = f64x2.add(v128.load(a), f64x2.mul(factors, v128.load(b)));
    const right = f64x2.add(v128.load(a, 16), f64x2.mul(factors, v128.load(b, 16)));
    v128.store(a, left);
    v128.store(a, right, 16);
    even = f64x2.add(even, f64x2.mul(left, v128.load(c)));
    odd = f64x2.add(odd, f64x2.mul(right, v128.load(c, 16)));
  }
  even = f64x2.add(even, odd);
  let sum = f64x2.extract_lane(even, 0) + f64x2.extract_lane(even, 1);
  for (; i < n; i++, a += 8, b += 8, c += 8) {
    const value = load<f64>(a) + factor * load<f64>(b);
    store<f64>(a, value);
    sum += value * load<f64>(c);
  }
  return sum;
}

/** Multiplies n numbers. */
export function scale(n: i32, a: usize, factor: f64): void {
  for (let i = 0; i < n; i++, a += 8) store<f64>(a, factor * load<f64>(a));
}
