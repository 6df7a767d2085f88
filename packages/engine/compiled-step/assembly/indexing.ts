import { copyElements, fillElements } from './copies';

/**
 * out[o, i, :] = x[o, index[i], :]; x is [outer, axis, inner], index i32 [count], out [outer, count, inner].
 * Returns 1 where an index is not in 0 ... axis - 1, whose row is zeros; else 0.
 */
export function gather(
  outer: i32,
  axis: i32,
  count: i32,
  inner: i32,
  index: usize,
  x: usize,
  out: usize,
): i32 {
  const stride = (<usize>inner) << 2;
  let outside = 0;
  for (let o = 0; o < outer; o++, x += <usize>axis * stride)
    for (let i = 0; i < count; i++, out += stride) {
      const at = load<i32>(index + ((<usize>i) << 2));
      if (<u32>at < <u32>axis) copyElements(inner, x + <usize>at * stride, out);
      else {
        outside = 1;
        fillElements(inner, 0, out);
      }
    }
  return outside;
}

/** out [segments, inner] = zeros, then out[index[i], :] += x[i, :] for x [count, inner]; other indices are skipped. */
export function scatterAdd(count: i32, inner: i32, segments: i32, index: usize, x: usize, out: usize): void {
  const stride = (<usize>inner) << 2;
  memory.fill(out, 0, <usize>segments * stride);
  for (let i = 0; i < count; i++, x += stride) {
    const at = load<i32>(index + ((<usize>i) << 2));
    if (<u32>at >= <u32>segments) continue;
    const row = out + <usize>at * stride;
    let j: usize = 0;
    for (; j + 16 <= stride; j += 16) v128.store(row + j, f32x4.add(v128.load(row + j), v128.load(x + j)));
    for (; j < stride; j += 4) store<f32>(row + j, load<f32>(row + j) + load<f32>(x + j));
  }
}

/** out [count, depth] = off, and on at index[i] of row i. */
export function oneHot(count: i32, depth: i32, index: usize, on: f32, off: f32, out: usize): void {
  fillElements(count * depth, reinterpret<i32>(off), out);
  for (let i = 0; i < count; i++, out += (<usize>depth) << 2) {
    const at = load<i32>(index + ((<usize>i) << 2));
    if (<u32>at < <u32>depth) store<f32>(out + ((<usize>at) << 2), on);
  }
}

/** 1 where one of the `count` indices is outside 0 ... axis - 1, else 0. */
export function checkIndex(count: i32, axis: i32, index: usize): i32 {
  for (; count > 0; count--, index += 4) if (<u32>load<i32>(index) >= <u32>axis) return 1;
  return 0;
}
