/** Adds factor*b to two numbers of `a`; `sum` and the products of theirs and c. */
function addPair(sum: v128, a: usize, factor: v128, b: usize, c: usize): v128 {
  const pair = f64x2.add(v128.load(a), f64x2.mul(factor, v128.load(b)));
  v128.store(a, pair);
  return f64x2.add(sum, f64x2.mul(pair, v128.load(c)));
}

/** Adds factor*b to `a`, of n numbers; the product of the sum and `c`. */
export function addThenDot(n: i32, a: usize, factor: f64, b: usize, c: usize): f64 {
  const factors = f64x2.splat(factor);
  // Two sums that do not wait for each other.
  let even = f64x2.splat(0);
  let odd = even;
  let i = 0;
  for (; i + 8 <= n; i += 8, a += 64, b += 64, c += 64) {
    even = addPair(even, a, factors, b, c);
    odd = addPair(odd, a + 16, factors, b + 16, c + 16);
    even = addPair(even, a + 32, factors, b + 32, c + 32);
    odd = addPair(odd, a + 48, factors, b + 48, c + 48);
  }
  for (; i + 4 <= n; i += 4, a += 32, b += 32, c += 32) {
    even = addPair(even, a, factors, b, c);
    odd = addPair(odd, a + 16, factors, b + 16, c + 16);
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
  const factors = f64x2.splat(factor);
  const end = a + ((<usize>(n & ~1)) << 3);
  for (; a !== end; a += 16) v128.store(a, f64x2.mul(v128.load(a), factors));
  if (n & 1) store<f64>(a, load<f64>(a) * factor);
}

/** Writes a + factor*b, of n numbers, to `to`. */
export function add(n: i32, to: usize, a: usize, factor: f64, b: usize): void {
  const factors = f64x2.splat(factor);
  const end = a + ((<usize>(n & ~1)) << 3);
  for (; a !== end; a += 16, b += 16, to += 16)
    v128.store(to, f64x2.add(v128.load(a), f64x2.mul(factors, v128.load(b))));
  if (n & 1) store<f64>(to, load<f64>(a) + factor * load<f64>(b));
}

/** The product of two vectors of n numbers. */
export function dot(n: i32, a: usize, b: usize): f64 {
  // Four sums that do not wait for each other.
  let first = f64x2.splat(0);
  let second = first;
  const end = a + ((<usize>(n & ~3)) << 3);
  for (; a !== end; a += 32, b += 32) {
    first = f64x2.add(first, f64x2.mul(v128.load(a), v128.load(b)));
    second = f64x2.add(second, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
  }
  let sum = f64x2.extract_lane(first, 0);
  for (let i = n & 3; i > 0; i--, a += 8, b += 8) sum += load<f64>(a) * load<f64>(b);
  return sum + f64x2.extract_lane(first, 1) + (f64x2.extract_lane(second, 0) + f64x2.extract_lane(second, 1));
}

/** The largest magnitude of n numbers, 0 of none. */
export function largest(n: i32, a: usize): f64 {
  let most = f64x2.splat(0);
  const end = a + ((<usize>(n & ~1)) << 3);
  for (; a !== end; a += 16) most = f64x2.max(most, f64x2.abs(v128.load(a)));
  if (n & 1) most = f64x2.max(most, f64x2.abs(v128.load64_splat(a)));
  return max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
}
