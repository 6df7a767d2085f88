import { loadSome, storeSome, storeTransposed } from './lanes';
import { multiplyAdd } from './multiply-add';
import { maximumArea, maximumDepth, maximumGroup, packedA, packedB } from './scratch';

/** Adds to or sets the first `count` of eight elements of C. */
function storePart(c: usize, left: v128, right: v128, count: i32, accumulate: bool): void {
  let lanes = left;
  if (count >= 4) {
    v128.store(c, accumulate ? f32x4.add(v128.load(c), left) : left);
    lanes = right;
    count -= 4;
    c += 16;
  }
  if (count === 4) {
    v128.store(c, accumulate ? f32x4.add(v128.load(c), lanes) : lanes);
  } else if (count > 0) {
    if (accumulate) lanes = f32x4.add(loadSome(c, count, 0), lanes);
    storeSome(c, lanes, count);
  }
}

/** Adds to or sets the corner [rows, columns] of C[4, 8]. */
function storeTile(
  c: usize,
  cRow: usize,
  rows: i32,
  columns: i32,
  accumulate: bool,
  c00: v128,
  c01: v128,
  c10: v128,
  c11: v128,
  c20: v128,
  c21: v128,
  c30: v128,
  c31: v128,
): void {
  const c1 = c + cRow;
  const c2 = c1 + cRow;
  const c3 = c2 + cRow;
  if (rows < 4 || columns < 8) {
    storePart(c, c00, c01, columns, accumulate);
    if (rows > 1) storePart(c1, c10, c11, columns, accumulate);
    if (rows > 2) storePart(c2, c20, c21, columns, accumulate);
    if (rows > 3) storePart(c3, c30, c31, columns, accumulate);
    return;
  }
  if (accumulate) {
    c00 = f32x4.add(c00, v128.load(c));
    c01 = f32x4.add(c01, v128.load(c, 16));
    c10 = f32x4.add(c10, v128.load(c1));
    c11 = f32x4.add(c11, v128.load(c1, 16));
    c20 = f32x4.add(c20, v128.load(c2));
    c21 = f32x4.add(c21, v128.load(c2, 16));
    c30 = f32x4.add(c30, v128.load(c3));
    c31 = f32x4.add(c31, v128.load(c3, 16));
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c1, c10);
  v128.store(c1, c11, 16);
  v128.store(c2, c20);
  v128.store(c2, c21, 16);
  v128.store(c3, c30);
  v128.store(c3, c31, 16);
}

/**
 * C[4, 8] from a panel of A, [k, 4] with lines `aRow` bytes apart, and k rows of B. The loop is not unrolled: V8 would
 * spill registers.
 */
function multiplyPanel(
  k: i32,
  a: usize,
  aRow: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  rows: i32,
  columns: i32,
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
    a += aRow;
  }
  storeTile(c, cRow, rows, columns, accumulate, c00, c01, c10, c11, c20, c21, c30, c31);
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
  rows: i32,
  columns: i32,
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
  storeTile(c, cRow, rows, columns, accumulate, c00, c01, c10, c11, c20, c21, c30, c31);
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
      let lanes = f32x4.splat(0);
      if (q < count) lanes = v128.load32_zero(source);
      if (q + 1 < count) lanes = v128.load_lane<f32>(source + across, lanes, 1);
      if (q + 2 < count) lanes = v128.load_lane<f32>(source + (across << 1), lanes, 2);
      if (q + 3 < count) lanes = v128.load_lane<f32>(source + 3 * across, lanes, 3);
      v128.store(target, lanes);
    }
  }
}

/**
 * Packs lines of panels side by side, each line contiguous and `along` bytes after the one before, as panels
 * [k, width]. The lines are read once, where panel after panel would fetch them again and again.
 */
function packLines(k: i32, panels: i32, width: i32, from: usize, along: usize, to: usize): void {
  const row = (<usize>width) << 2;
  const panel = <usize>k * row;
  for (; k > 0; k--, from += along, to += row) {
    let source = from;
    let target = to;
    for (let p = 0; p < panels; p++, source += row, target += panel) {
      v128.store(target, v128.load(source));
      if (width === 8) v128.store(target, v128.load(source, 16), 16);
    }
  }
}

/**
 * C = A B, where A(i, p) is at a[i aRow + p aCol] and B(p, j) at b[p bRow + j bCol], strides in elements; C is [m, n],
 * contiguous, and overlaps neither.
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
  // A transposed A that fits into the first-level cache has panels as it is.
  const hasPanels = aRow === 1 && k * aCol <= 8192;
  // What is read once or twice, or is less than a panel, is not worth packing.
  const packsA = !hasPanels && n > 16 && m > 3;
  // Rows of B that lie far apart share few lines of the cache.
  const packsB = bCol !== 1 || (bRow > 256 && m > 32);

  for (let k0 = 0; k0 < k; k0 += depth) {
    const kn = min(depth, k - k0);
    const accumulate = k0 > 0;
    const height = (maximumArea / kn) & ~3;
    for (let i0 = 0; i0 < m; i0 += height) {
      const mn = min(height, m - i0);
      const block = a + <usize>i0 * aDown + <usize>k0 * aAlong;
      if (packsA) {
        let i = 0;
        if (aRow === 1)
          for (; i + 16 <= mn; i += 16)
            packLines(kn, 4, 4, block + ((<usize>i) << 2), aAlong, packedA + ((<usize>i * <usize>kn) << 2));
        for (; i < mn; i += 4)
          pack(
            kn,
            min(4, mn - i),
            4,
            block + <usize>i * aDown,
            aDown,
            aAlong,
            packedA + ((<usize>i * <usize>kn) << 2),
          );
      }

      for (let j = 0; j < n; j += 8) {
        const columns = min(8, n - j);
        const first = b + <usize>k0 * bDown + <usize>j * bAlong;
        let panel = first;
        let panelRow = bDown;
        if (packsB || columns < 8) {
          panel = packedB + ((<usize>(j & (maximumGroup - 1)) * <usize>kn) << 2);
          panelRow = 32;
          if (columns < 8 || bCol !== 1) pack(kn, columns, 8, first, bAlong, bDown, panel);
          else if (panel === packedB) packLines(kn, min(maximumGroup, n - j) >> 3, 8, first, bDown, panel);
        }
        for (let i = 0; i < mn; i += 4) {
          const rows = min(4, mn - i);
          const target = c + <usize>(i0 + i) * cRow + ((<usize>j) << 2);
          if (packsA || (hasPanels && rows === 4)) {
            multiplyPanel(
              kn,
              packsA ? packedA + ((<usize>i * <usize>kn) << 2) : block + ((<usize>i) << 2),
              packsA ? 16 : aAlong,
              panel,
              panelRow,
              target,
              cRow,
              rows,
              columns,
              accumulate,
            );
          } else {
            const a0 = block + <usize>i * aDown;
            const a1 = rows > 1 ? a0 + aDown : a0;
            const a2 = rows > 2 ? a1 + aDown : a0;
            const a3 = rows > 3 ? a2 + aDown : a0;
            multiplyRows(
              kn,
              a0,
              a1,
              a2,
              a3,
              aAlong,
              panel,
              panelRow,
              target,
              cRow,
              rows,
              columns,
              accumulate,
            );
          }
        }
      }
    }
  }
}
