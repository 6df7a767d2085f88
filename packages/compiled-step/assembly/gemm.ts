import { multiplyAdd } from './multiply-add';
import { maximumArea, maximumDepth, packedA, packedB, tile } from './scratch';

function storeRow(c: usize, left: v128, right: v128, accumulate: bool): void {
  if (accumulate) {
    v128.store(c, f32x4.add(v128.load(c), left));
    v128.store(c, f32x4.add(v128.load(c, 16), right), 16);
  } else {
    v128.store(c, left);
    v128.store(c, right, 16);
  }
}

/** C[4, 8] from a packed panel of A, [k, 4], and k rows of B. The loop is not unrolled: V8 would spill registers. */
function multiplyPacked(
  k: i32,
  a: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  accumulate: bool,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (; k > 0; k--) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    b += bRow;
    let value = v128.load32_splat(a);
    c00 = multiplyAdd(value, left, c00);
    c01 = multiplyAdd(value, right, c01);
    value = v128.load32_splat(a, 4);
    c10 = multiplyAdd(value, left, c10);
    c11 = multiplyAdd(value, right, c11);
    value = v128.load32_splat(a, 8);
    c20 = multiplyAdd(value, left, c20);
    c21 = multiplyAdd(value, right, c21);
    value = v128.load32_splat(a, 12);
    c30 = multiplyAdd(value, left, c30);
    c31 = multiplyAdd(value, right, c31);
    a += 16;
  }
  storeRow(c, c00, c01, accumulate);
  storeRow(c + cRow, c10, c11, accumulate);
  storeRow(c + (cRow << 1), c20, c21, accumulate);
  storeRow(c + 3 * cRow, c30, c31, accumulate);
}

/** The same from four rows of A where they lie, `step` bytes from one element of a row to the next. */
function multiplyRows(
  k: i32,
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  step: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  accumulate: bool,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (; k > 0; k--) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    b += bRow;
    let value = v128.load32_splat(a0);
    a0 += step;
    c00 = multiplyAdd(value, left, c00);
    c01 = multiplyAdd(value, right, c01);
    value = v128.load32_splat(a1);
    a1 += step;
    c10 = multiplyAdd(value, left, c10);
    c11 = multiplyAdd(value, right, c11);
    value = v128.load32_splat(a2);
    a2 += step;
    c20 = multiplyAdd(value, left, c20);
    c21 = multiplyAdd(value, right, c21);
    value = v128.load32_splat(a3);
    a3 += step;
    c30 = multiplyAdd(value, left, c30);
    c31 = multiplyAdd(value, right, c31);
  }
  storeRow(c, c00, c01, accumulate);
  storeRow(c + cRow, c10, c11, accumulate);
  storeRow(c + (cRow << 1), c20, c21, accumulate);
  storeRow(c + 3 * cRow, c30, c31, accumulate);
}

/** Writes the four rows of four vectors as four columns, `to` + 0, `next`, 2 `next` and 3 `next`. */
function storeTransposed(r0: v128, r1: v128, r2: v128, r3: v128, to: usize, next: usize): void {
  const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(to + next, v128.shuffle<i64>(low01, low23, 1, 3));
  v128.store(to + (next << 1), v128.shuffle<i64>(high01, high23, 0, 2));
  v128.store(to + 3 * next, v128.shuffle<i64>(high01, high23, 1, 3));
}

/**
 * Packs `count` <= `width` vectors of length k, `across` bytes apart and `along` from one element to the next, as
 * [k, width] with zeros for those that are missing. `width` is 4 or 8.
 */
function pack(k: i32, count: i32, width: i32, from: usize, across: usize, along: usize, to: usize): void {
  const row = (<usize>width) << 2;
  for (let q = 0; q < width; q += 4, from += across << 2, to += 16) {
    let target = to;
    let i = 0;
    if (count - q >= 4) {
      let source = from;
      if (across === 4) {
        for (; i < k; i++, source += along, target += row) v128.store(target, v128.load(source));
      } else if (along === 4) {
        const second = across;
        const third = across << 1;
        const fourth = third + across;
        for (; i + 4 <= k; i += 4, source += 16, target += row << 2)
          storeTransposed(
            v128.load(source),
            v128.load(source + second),
            v128.load(source + third),
            v128.load(source + fourth),
            target,
            row,
          );
      }
    }
    for (; i < k; i++, target += row) {
      const source = from + <usize>i * along;
      for (let p = 0; p < 4; p++)
        store<f32>(target + ((<usize>p) << 2), q + p < count ? load<f32>(source + <usize>p * across) : 0);
    }
  }
}

/** Writes the corner [rows, columns] of the tile to C. */
function storeCorner(rows: i32, columns: i32, c: usize, cRow: usize, accumulate: bool): void {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const to = c + <usize>i * cRow + ((<usize>j) << 2);
      const value = load<f32>(tile + ((<usize>i) << 5) + ((<usize>j) << 2));
      store<f32>(to, accumulate ? load<f32>(to) + value : value);
    }
}

/**
 * C = A B, where A(i, k) is at a[i aRow + k aCol] and B(k, j) at b[k bRow + j bCol], strides in elements; C is [m, n],
 * contiguous, and overlaps neither. Writes the scratch.
 */
export function gemm(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: i32,
  aCol: i32,
  b: usize,
  bRow: i32,
  bCol: i32,
  c: usize,
): void {
  if (m <= 0 || n <= 0) return;
  if (k <= 0) {
    memory.fill(c, 0, (<usize>m * <usize>n) << 2);
    return;
  }
  const aDown = (<usize>aRow) << 2;
  const aAlong = (<usize>aCol) << 2;
  const bDown = (<usize>bRow) << 2;
  const bAlong = (<usize>bCol) << 2;
  const cRow = (<usize>n) << 2;
  const blocks = (k + maximumDepth - 1) / maximumDepth;
  const depth = (k + blocks - 1) / blocks;
  // One panel of B reads A once: packing it would cost more than it gives.
  const packsA = n > 8;

  for (let k0 = 0; k0 < k; k0 += depth) {
    const kn = min(depth, k - k0);
    const accumulate = k0 > 0;
    const height = (maximumArea / kn) & ~3;
    for (let i0 = 0; i0 < m; i0 += height) {
      const mn = min(height, m - i0);
      const block = a + <usize>i0 * aDown + <usize>k0 * aAlong;
      if (packsA)
        for (let i = 0; i < mn; i += 4)
          pack(
            kn,
            min(4, mn - i),
            4,
            block + <usize>i * aDown,
            aDown,
            aAlong,
            packedA + ((<usize>i * <usize>kn) << 2),
          );

      for (let j = 0; j < n; j += 8) {
        const columns = min(8, n - j);
        let panel = b + <usize>k0 * bDown + <usize>j * bAlong;
        let panelRow = bDown;
        if (columns < 8 || bCol !== 1) {
          pack(kn, columns, 8, panel, bAlong, bDown, packedB);
          panel = packedB;
          panelRow = 32;
        }
        for (let i = 0; i < mn; i += 4) {
          const rows = min(4, mn - i);
          const target = c + <usize>(i0 + i) * cRow + ((<usize>j) << 2);
          const whole = rows === 4 && columns === 8;
          const to = whole ? target : tile;
          const toRow = whole ? cRow : 32;
          const adds = whole && accumulate;
          if (packsA) {
            multiplyPacked(kn, packedA + ((<usize>i * <usize>kn) << 2), panel, panelRow, to, toRow, adds);
          } else {
            const a0 = block + <usize>i * aDown;
            const a1 = rows > 1 ? a0 + aDown : a0;
            const a2 = rows > 2 ? a1 + aDown : a0;
            const a3 = rows > 3 ? a2 + aDown : a0;
            multiplyRows(kn, a0, a1, a2, a3, aAlong, panel, panelRow, to, toRow, adds);
          }
          if (!whole) storeCorner(rows, columns, target, cRow, accumulate);
        }
      }
    }
  }
}
