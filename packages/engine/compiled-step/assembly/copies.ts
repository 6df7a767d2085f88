import { storeTransposed } from './lanes';

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

/** to [rows, columns], with rows `toRow` bytes apart, from the same numbers as [columns, rows], `fromRow` bytes apart. */
function copyTransposed(rows: i32, columns: i32, from: usize, fromRow: usize, to: usize, toRow: usize): void {
  const whole = columns & ~3;
  const second = fromRow << 1;
  let i = 0;
  for (; i + 4 <= rows; i += 4, from += 16, to += toRow << 2) {
    let source = from;
    for (let j = 0; j < whole; j += 4, source += fromRow << 2)
      storeTransposed(
        v128.load(source),
        v128.load(source + fromRow),
        v128.load(source + second),
        v128.load(source + second + fromRow),
        to + ((<usize>j) << 2),
        toRow,
      );
    for (let r: usize = 0; r < 4; r++)
      copyLine(columns - whole, source + (r << 2), fromRow, to + r * toRow + ((<usize>whole) << 2), 4);
  }
  for (; i < rows; i++, from += 4, to += toRow) copyLine(columns, from, fromRow, to, 4);
}

/** In bytes, from the list that begins `list` bytes after the dimensions. */
function strideAt(axis: usize, list: usize): usize {
  return <usize>(load<i32>(axis + list) << 2);
}

function copyAxis(axes: i32, rank: usize, axis: usize, from: usize, to: usize): void {
  const n = load<i32>(axis);
  const fromStride = strideAt(axis, rank);
  const toStride = strideAt(axis, rank << 1);
  const next = axis + 4;
  if (axes === 1) copyLine(n, from, fromStride, to, toStride);
  else if (axes === 2 && fromStride === 4 && strideAt(next, rank << 1) === 4)
    copyTransposed(n, load<i32>(next), from, strideAt(next, rank), to, toStride);
  else
    for (let i = 0; i < n; i++, from += fromStride, to += toStride) copyAxis(axes - 1, rank, next, from, to);
}

/**
 * Copies elements of 4 bytes between arrays that do not overlap. The descriptor is i32:
 * rank 0 to 6, then `rank` dimensions, `rank` strides of the source and `rank` of the target, in elements.
 */
export function copyStrided(descriptor: usize, source: usize, target: usize): void {
  const rank = load<i32>(descriptor);
  if (rank === 0) store<i32>(target, load<i32>(source));
  else copyAxis(rank, (<usize>rank) << 2, descriptor + 4, source, target);
}
