/** Elements from which memory.copy and memory.fill cost less than a loop. */
const longRun = 128;

/** Copies n elements of 4 bytes; the arrays do not overlap. */
export function copyElements(n: i32, from: usize, to: usize): void {
  if (n >= longRun) {
    memory.copy(to, from, (<usize>n) << 2);
    return;
  }
  let i = 0;
  for (; i + 4 <= n; i += 4, from += 16, to += 16) v128.store(to, v128.load(from));
  for (; i < n; i++, from += 4, to += 4) store<i32>(to, load<i32>(from));
}

/** out[n] = the bits of `value`. */
export function fillElements(n: i32, value: i32, out: usize): void {
  const values = i32x4.splat(value);
  let i = 0;
  for (; i + 4 <= n; i += 4, out += 16) v128.store(out, values);
  for (; i < n; i++, out += 4) store<i32>(out, value);
}

/** out[n] = value. */
export function fill(n: i32, value: f32, out: usize): void {
  fillElements(n, reinterpret<i32>(value), out);
}

function copyLine(n: i32, from: usize, fromStride: usize, to: usize, toStride: usize): void {
  if (toStride === 4 && fromStride === 4) copyElements(n, from, to);
  else if (toStride === 4 && fromStride === 0 && n > 0) fillElements(n, load<i32>(from), to);
  else for (; n > 0; n--, from += fromStride, to += toStride) store<i32>(to, load<i32>(from));
}

function copyAxis(axes: i32, rank: i32, axis: usize, from: usize, to: usize): void {
  const n = load<i32>(axis);
  const fromStride = <usize>(load<i32>(axis + ((<usize>rank) << 2)) << 2);
  const toStride = <usize>(load<i32>(axis + ((<usize>rank) << 3)) << 2);
  if (axes === 1) copyLine(n, from, fromStride, to, toStride);
  else
    for (let i = 0; i < n; i++, from += fromStride, to += toStride)
      copyAxis(axes - 1, rank, axis + 4, from, to);
}

/**
 * Copies elements of 4 bytes between arrays that do not overlap. The descriptor is i32:
 * rank 0 to 6, then `rank` dimensions, `rank` strides of the source and `rank` of the target, in elements.
 */
export function copyStrided(descriptor: usize, source: usize, target: usize): void {
  const rank = load<i32>(descriptor);
  if (rank === 0) store<i32>(target, load<i32>(source));
  else copyAxis(rank, rank, descriptor + 4, source, target);
}
