/** Rows that are combined into one partial result, so that rounding errors of a sum do not grow with its length. */
const partial = 64;

@unmanaged
class Sum {
  start(): f32 {
    return 0;
  }
  empty(): f32 {
    return 0;
  }
  one(a: f32, b: f32): f32 {
    return a + b;
  }
  four(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }
}

@unmanaged
class Product {
  start(): f32 {
    return 1;
  }
  empty(): f32 {
    return 1;
  }
  one(a: f32, b: f32): f32 {
    return a * b;
  }
  four(a: v128, b: v128): v128 {
    return f32x4.mul(a, b);
  }
}

@unmanaged
class Maximum {
  start(): f32 {
    return -Infinity;
  }
  empty(): f32 {
    return NaN;
  }
  one(a: f32, b: f32): f32 {
    return max(a, b);
  }
  four(a: v128, b: v128): v128 {
    return f32x4.max(a, b);
  }
}

@unmanaged
class Minimum {
  start(): f32 {
    return Infinity;
  }
  empty(): f32 {
    return NaN;
  }
  one(a: f32, b: f32): f32 {
    return min(a, b);
  }
  four(a: v128, b: v128): v128 {
    return f32x4.min(a, b);
  }
}

function reduceRow<O>(n: i32, x: usize): f32 {
  // The methods read no field, so that no object is needed to call them.
  const by = changetype<O>(0);
  let result = by.start();
  let i = 0;
  if (n >= 16) {
    const start = f32x4.splat(by.start());
    let total = start;
    while (i + 16 <= n) {
      const end = min(n - 15, i + 16 * partial);
      let s0 = start;
      let s1 = start;
      let s2 = start;
      let s3 = start;
      for (; i < end; i += 16, x += 64) {
        s0 = by.four(s0, v128.load(x));
        s1 = by.four(s1, v128.load(x, 16));
        s2 = by.four(s2, v128.load(x, 32));
        s3 = by.four(s3, v128.load(x, 48));
      }
      total = by.four(total, by.four(by.four(s0, s1), by.four(s2, s3)));
    }
    result = by.one(
      by.one(f32x4.extract_lane(total, 0), f32x4.extract_lane(total, 1)),
      by.one(f32x4.extract_lane(total, 2), f32x4.extract_lane(total, 3)),
    );
  }
  for (; i < n; i++, x += 4) result = by.one(result, load<f32>(x));
  return result;
}

/** x [n, inner] to out [inner], inner > 1. */
function reduceRows<O>(n: i32, inner: i32, x: usize, out: usize): void {
  const by = changetype<O>(0);
  const start = f32x4.splat(by.start());
  const stride = (<usize>inner) << 2;
  let j: usize = 0;
  for (; j + 64 <= stride; j += 64) {
    let t0 = start;
    let t1 = start;
    let t2 = start;
    let t3 = start;
    let row = x + j;
    for (let i = 0; i < n; ) {
      const end = min(n, i + partial);
      let s0 = start;
      let s1 = start;
      let s2 = start;
      let s3 = start;
      for (; i < end; i++, row += stride) {
        s0 = by.four(s0, v128.load(row));
        s1 = by.four(s1, v128.load(row, 16));
        s2 = by.four(s2, v128.load(row, 32));
        s3 = by.four(s3, v128.load(row, 48));
      }
      t0 = by.four(t0, s0);
      t1 = by.four(t1, s1);
      t2 = by.four(t2, s2);
      t3 = by.four(t3, s3);
    }
    v128.store(out + j, t0);
    v128.store(out + j, t1, 16);
    v128.store(out + j, t2, 32);
    v128.store(out + j, t3, 48);
  }
  for (; j + 16 <= stride; j += 16) {
    let total = start;
    let row = x + j;
    for (let i = 0; i < n; ) {
      const end = min(n, i + partial);
      let sum = start;
      for (; i < end; i++, row += stride) sum = by.four(sum, v128.load(row));
      total = by.four(total, sum);
    }
    v128.store(out + j, total);
  }
  for (; j < stride; j += 4) {
    let total = by.start();
    let row = x + j;
    for (let i = 0; i < n; ) {
      const end = min(n, i + partial);
      let sum = by.start();
      for (; i < end; i++, row += stride) sum = by.one(sum, load<f32>(row));
      total = by.one(total, sum);
    }
    store<f32>(out + j, total);
  }
}

function reduce<O>(outer: i32, n: i32, inner: i32, x: usize, out: usize): void {
  const step = (<usize>n * <usize>inner) << 2;
  for (let i = 0; i < outer; i++, x += step, out += (<usize>inner) << 2) {
    if (n === 0)
      for (let j = 0; j < inner; j++) store<f32>(out + ((<usize>j) << 2), changetype<O>(0).empty());
    else if (inner === 1) store<f32>(out, reduceRow<O>(n, x));
    else reduceRows<O>(n, inner, x, out);
  }
}

/** out [outer, inner] = sum of x [outer, n, inner] over n. */
export function sum(outer: i32, n: i32, inner: i32, x: usize, out: usize): void {
  reduce<Sum>(outer, n, inner, x, out);
}

/** out [outer, inner] = product of x [outer, n, inner] over n. */
export function prod(outer: i32, n: i32, inner: i32, x: usize, out: usize): void {
  reduce<Product>(outer, n, inner, x, out);
}

/** out [outer, inner] = largest of x [outer, n, inner] over n; NaN where there is one, or nothing. */
export function maximum(outer: i32, n: i32, inner: i32, x: usize, out: usize): void {
  reduce<Maximum>(outer, n, inner, x, out);
}

/** out [outer, inner] = smallest of x [outer, n, inner] over n; NaN where there is one, or nothing. */
export function minimum(outer: i32, n: i32, inner: i32, x: usize, out: usize): void {
  reduce<Minimum>(outer, n, inner, x, out);
}

@unmanaged
class Larger {
  than(a: f32, b: f32): bool {
    return a > b;
  }
}

@unmanaged
class Smaller {
  than(a: f32, b: f32): bool {
    return a < b;
  }
}

function argument<O>(outer: i32, n: i32, inner: i32, x: usize, out: usize): void {
  const by = changetype<O>(0);
  const stride = (<usize>inner) << 2;
  for (let o = 0; o < outer; o++, x += <usize>n * stride)
    for (let j = 0; j < inner; j++, out += 4) {
      let at = 0;
      if (n > 0) {
        let from = x + ((<usize>j) << 2);
        let best = load<f32>(from);
        for (let i = 1; i < n; i++) {
          from += stride;
          const value = load<f32>(from);
          if (by.than(value, best)) {
            best = value;
            at = i;
          }
        }
      }
      store<i32>(out, at);
    }
}

/** out i32 [outer, inner] = first place of the largest of x [outer, n, inner] over n; a NaN counts only as the first. */
export function argMax(outer: i32, n: i32, inner: i32, x: usize, out: usize): void {
  argument<Larger>(outer, n, inner, x, out);
}

/** out i32 [outer, inner] = first place of the smallest of x [outer, n, inner] over n; a NaN counts only as the first. */
export function argMin(outer: i32, n: i32, inner: i32, x: usize, out: usize): void {
  argument<Smaller>(outer, n, inner, x, out);
}

/** Cumulative sum of x [outer, n, inner] over n; out may be x. */
export function cumsum(
  outer: i32,
  n: i32,
  inner: i32,
  exclusive: i32,
  reverse: i32,
  x: usize,
  out: usize,
): void {
  const stride = (<usize>inner) << 2;
  const block = <usize>n * stride;
  const step: usize = reverse ? 0 - stride : stride;
  // -0 is what leaves every first element as it is.
  const start: f32 = exclusive ? 0 : -0.0;
  if (n === 0) return;
  for (let o = 0; o < outer; o++, x += block, out += block) {
    const first = reverse ? block - stride : 0;
    let j: usize = 0;
    for (; j + 16 <= stride; j += 16) {
      let sum = f32x4.splat(start);
      let at = first + j;
      for (let i = 0; i < n; i++, at += step) {
        const next = f32x4.add(sum, v128.load(x + at));
        v128.store(out + at, exclusive ? sum : next);
        sum = next;
      }
    }
    for (; j < stride; j += 4) {
      let sum = start;
      let at = first + j;
      for (let i = 0; i < n; i++, at += step) {
        const next = sum + load<f32>(x + at);
        store<f32>(out + at, exclusive ? sum : next);
        sum = next;
      }
    }
  }
}
