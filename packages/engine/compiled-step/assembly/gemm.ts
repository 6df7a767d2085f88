import { loadSome, storeSome, storeTransposed } from './lanes';
import { multiplyAdd } from './multiply-add';
import { maximumArea, maximumDepth, maximumGroup, packedA, packedB, tile } from './scratch';

/**
 * Whether a product is added by one instruction. Where it takes two and a register between them, a tile of [6, 8] would
 * not fit the registers: C is made in tiles of [3, 12], and in tiles of [4, 8] where twelve columns are not left.
 */
const fused: bool = ASC_FEATURE_RELAXED_SIMD;

// Tiles of C that the registers hold, from rows of A `across` bytes apart and `along` from one element to the next. Their
// loops end by the place in B, as a count takes one instruction more; they are not unrolled, they call nothing, and each is
// called from two places so that it stays a function of its own: V8 would spill registers.

/** C[6, 8] = A[6, k] B[k, 8]. */
function multiplySix(
  k: i32,
  a: usize,
  across: usize,
  along: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
): void {
  let a1 = a + across;
  let a2 = a + 2 * across;
  let a3 = a + 3 * across;
  let a4 = a + 4 * across;
  let a5 = a + 5 * across;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  let c40 = c00;
  let c41 = c00;
  let c50 = c00;
  let c51 = c00;
  for (const end = b + <usize>k * bRow; b !== end; ) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    b += bRow;
    let value = v128.load32_splat(a);
    a += along;
    c00 = multiplyAdd(value, left, c00);
    c01 = multiplyAdd(value, right, c01);
    value = v128.load32_splat(a1);
    a1 += along;
    c10 = multiplyAdd(value, left, c10);
    c11 = multiplyAdd(value, right, c11);
    value = v128.load32_splat(a2);
    a2 += along;
    c20 = multiplyAdd(value, left, c20);
    c21 = multiplyAdd(value, right, c21);
    value = v128.load32_splat(a3);
    a3 += along;
    c30 = multiplyAdd(value, left, c30);
    c31 = multiplyAdd(value, right, c31);
    value = v128.load32_splat(a4);
    a4 += along;
    c40 = multiplyAdd(value, left, c40);
    c41 = multiplyAdd(value, right, c41);
    value = v128.load32_splat(a5);
    a5 += along;
    c50 = multiplyAdd(value, left, c50);
    c51 = multiplyAdd(value, right, c51);
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += cRow;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += cRow;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += cRow;
  v128.store(c, c30);
  v128.store(c, c31, 16);
  c += cRow;
  v128.store(c, c40);
  v128.store(c, c41, 16);
  c += cRow;
  v128.store(c, c50);
  v128.store(c, c51, 16);
}

/** C[4, 8] = A[4, k] B[k, 8]; of A only the first `rows` are read. */
function multiplyFour(
  k: i32,
  a: usize,
  across: usize,
  along: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  rows: i32,
): void {
  let a1 = rows > 1 ? a + across : a;
  let a2 = rows > 2 ? a + 2 * across : a;
  let a3 = rows > 3 ? a + 3 * across : a;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (const end = b + <usize>k * bRow; b !== end; ) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    b += bRow;
    let value = v128.load32_splat(a);
    a += along;
    c00 = multiplyAdd(value, left, c00);
    c01 = multiplyAdd(value, right, c01);
    value = v128.load32_splat(a1);
    a1 += along;
    c10 = multiplyAdd(value, left, c10);
    c11 = multiplyAdd(value, right, c11);
    value = v128.load32_splat(a2);
    a2 += along;
    c20 = multiplyAdd(value, left, c20);
    c21 = multiplyAdd(value, right, c21);
    value = v128.load32_splat(a3);
    a3 += along;
    c30 = multiplyAdd(value, left, c30);
    c31 = multiplyAdd(value, right, c31);
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += cRow;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += cRow;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += cRow;
  v128.store(c, c30);
  v128.store(c, c31, 16);
}

/** C[3, 12] = A[3, k] B[k, 12]; of A only the first `rows` are read. */
function multiplyThree(
  k: i32,
  a: usize,
  across: usize,
  along: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  rows: i32,
): void {
  let a1 = rows > 1 ? a + across : a;
  let a2 = rows > 2 ? a + 2 * across : a;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c02 = c00;
  let c10 = c00;
  let c11 = c00;
  let c12 = c00;
  let c20 = c00;
  let c21 = c00;
  let c22 = c00;
  for (const end = b + <usize>k * bRow; b !== end; ) {
    const left = v128.load(b);
    const middle = v128.load(b, 16);
    const right = v128.load(b, 32);
    b += bRow;
    let value = v128.load32_splat(a);
    a += along;
    c00 = multiplyAdd(value, left, c00);
    c01 = multiplyAdd(value, middle, c01);
    c02 = multiplyAdd(value, right, c02);
    value = v128.load32_splat(a1);
    a1 += along;
    c10 = multiplyAdd(value, left, c10);
    c11 = multiplyAdd(value, middle, c11);
    c12 = multiplyAdd(value, right, c12);
    value = v128.load32_splat(a2);
    a2 += along;
    c20 = multiplyAdd(value, left, c20);
    c21 = multiplyAdd(value, middle, c21);
    c22 = multiplyAdd(value, right, c22);
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c, c02, 32);
  c += cRow;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  v128.store(c, c12, 32);
  c += cRow;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  v128.store(c, c22, 32);
}

/** Adds to or sets the corner [rows, columns] of C from a tile of lines of `width` elements in scratch. */
function putTile(width: i32, c: usize, cRow: usize, rows: i32, columns: i32, accumulate: bool): void {
  let from = tile;
  for (; rows > 0; rows--, c += cRow, from += (<usize>width) << 2) {
    for (let j = 0; j < columns; j += 4) {
      const target = c + ((<usize>j) << 2);
      const count = columns - j;
      let lanes = v128.load(from + ((<usize>j) << 2));
      if (count >= 4) {
        v128.store(target, accumulate ? f32x4.add(v128.load(target), lanes) : lanes);
      } else {
        if (accumulate) lanes = f32x4.add(loadSome(target, count, 0), lanes);
        storeSome(target, lanes, count);
      }
    }
  }
}

/** Adds to or sets C[rows, columns] of at most 12 columns, tile below tile; A is in panels [k, 6] if it is packed. */
function multiplyColumns(
  k: i32,
  rows: i32,
  columns: i32,
  a: usize,
  across: usize,
  along: usize,
  packed: bool,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  accumulate: bool,
): void {
  const width = columns > 8 ? 12 : 8;
  const whole = columns === width && !accumulate;
  for (let i = 0; i < rows; ) {
    const left = rows - i;
    let height = 6;
    if (width === 12) height = 3;
    else if (!fused || left <= 5 || (left === 8 && !packed)) height = 4;
    const from = packed ? a + (<usize>((i / 6) * k) * 6 + (i % 6)) * 4 : a + <usize>i * across;
    const target = c + <usize>i * cRow;
    if (whole && left >= height) {
      if (height === 6) multiplySix(k, from, across, along, b, bRow, target, cRow);
      else if (height === 4) multiplyFour(k, from, across, along, b, bRow, target, cRow, 4);
      else multiplyThree(k, from, across, along, b, bRow, target, cRow, 3);
    } else {
      if (height === 6) multiplySix(k, from, across, along, b, bRow, tile, 32);
      else if (height === 4) multiplyFour(k, from, across, along, b, bRow, tile, 32, left);
      else multiplyThree(k, from, across, along, b, bRow, tile, 48, left);
      putTile(width, target, cRow, min(height, left), columns, accumulate);
    }
    i += height;
  }
}

/**
 * Packs `count` <= `width` vectors of length k, `across` bytes apart and `along` from one element to the next, as
 * [k, width] with zeros for those that are missing. `width` is 6 or 8; what is written of a line may reach into the
 * next one, which is written later.
 */
function pack(k: i32, count: i32, width: i32, from: usize, across: usize, along: usize, to: usize): void {
  const row = (<usize>width) << 2;
  for (let q = 4; q >= 0; q -= 4) {
    let target = to + ((<usize>q) << 2);
    const first = from + <usize>q * across;
    let i = 0;
    if (count - q >= 4) {
      let source = first;
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
      const source = first + <usize>i * along;
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
      else v128.store_lane<i64>(target, v128.load64_zero(source, 16), 0, 16);
    }
  }
}

/**
 * C = A B, where A(i, p) is at a[i aRow + p aCol] and B(p, j) at b[p bRow + j bCol], strides in elements, that of B
 * from row to row not 0; C is [m, n], contiguous, and overlaps neither.
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
  // Elements that lie far apart share few lines of the cache.
  const packsB = bCol !== 1 || (bRow > 256 && m > 32);
  // Where B stays in the first-level cache, C is made row of tiles by row of tiles, and A is fetched once; elsewhere
  // column by column of tiles, and A is packed if it is read often.
  const byRows = !packsB && depth * n <= 8192;
  const packsA = fused && !byRows && aCol !== 1 && k * aCol > 8192 && n > 16;

  for (let k0 = 0; k0 < k; k0 += depth) {
    const kn = min(depth, k - k0);
    let height = m;
    // Twelve rows are four tiles of three and three of four.
    if (byRows) height = fused ? 6 : 12;
    else if (packsA) height = (maximumArea / kn / 6) * 6;
    for (let i0 = 0, mn = 0; i0 < m; i0 += mn) {
      mn = m - i0;
      // Two tiles of four rows rather than one of six and one of two.
      if (mn > height && !(fused && byRows && mn === 8)) mn = height;
      const block = a + <usize>i0 * aDown + <usize>k0 * aAlong;
      if (packsA) {
        let i = 0;
        for (; aRow === 1 && i + 24 <= mn; i += 24)
          packLines(kn, 4, 6, block + ((<usize>i) << 2), aAlong, packedA + ((<usize>i * <usize>kn) << 2));
        for (; i < mn; i += 6)
          pack(
            kn,
            min(6, mn - i),
            6,
            block + <usize>i * aDown,
            aDown,
            aAlong,
            packedA + ((<usize>i * <usize>kn) << 2),
          );
      }
      for (let j = 0; j < n; ) {
        // Twelve columns at the end leave no tile half empty.
        const twelve = fused ? n - j === 12 : n - j >= 12 && n - j !== 16;
        const columns = twelve && !packsB ? 12 : min(8, n - j);
        const first = b + <usize>k0 * bDown + <usize>j * bAlong;
        let panel = first;
        let panelRow = bDown;
        if (packsB || columns < 8) {
          panel = packedB + ((<usize>(j & (maximumGroup - 1)) * <usize>kn) << 2);
          panelRow = 32;
          if (byRows && i0 > 0) {
            // Only the last panel is packed, and it still is.
          } else if (columns < 8 || bCol !== 1) pack(kn, columns, 8, first, bAlong, bDown, panel);
          else if (panel === packedB) packLines(kn, min(maximumGroup, n - j) >> 3, 8, first, bDown, panel);
        }
        multiplyColumns(
          kn,
          mn,
          columns,
          packsA ? packedA : block,
          packsA ? 4 : aDown,
          packsA ? 24 : aAlong,
          packsA,
          panel,
          panelRow,
          c + <usize>i0 * cRow + ((<usize>j) << 2),
          cRow,
          k0 > 0,
        );
        j += columns;
      }
    }
  }
}
