/** Columns of A and rows of B that are packed at a time: what the inner loop reads stays in the first-level cache. */
const depth: i32 = 128;
/** Columns of B that are packed at a time, a multiple of `height`: `depth` rows of them stay in the second-level cache. */
const width: i32 = 128;
/** With so many columns a row of B is about a line of the cache, and needs no packing. */
const narrow: i32 = 8;
/** Rows of A that are multiplied at a time. */
const height: i32 = 8;
/** Where packed columns of B are, behind the constants of the kernels, and behind them packed rows of A. */
const columnsAt: usize = 4096;
const rowsAt: usize = columnsAt + ((<usize>(depth * width)) << 3);

/** Which entries of A are 0, those above the diagonal or below; or of C not wanted, those above. */
const lower: i32 = 1;
const upper: i32 = 2;
const symmetric: i32 = 3;

/** Sets the first `columns` of two numbers of C, or adds to them. */
function store(c: usize, sums: v128, columns: i32, adds: bool): void {
  if (columns > 1) v128.store(c, adds ? f64x2.add(v128.load(c), sums) : sums);
  else v128.store_lane<f64>(c, adds ? f64x2.add(v128.load64_zero(c), sums) : sums, 0);
}

/** The same in the first `rows` of two rows of C, of which each lane of `left` and `right` has a row. */
function storeRows(
  c: usize,
  cRow: usize,
  left: v128,
  right: v128,
  rows: i32,
  columns: i32,
  adds: bool,
): void {
  if (rows > 0) store(c, v128.shuffle<f64>(left, right, 0, 2), columns, adds);
  if (rows > 1) store(c + cRow, v128.shuffle<f64>(left, right, 1, 3), columns, adds);
}

/**
 * The first `rows` of C[8, columns] = A[8, k] B[k, columns], up to column `most`, by pairs of columns. The rows of A lie
 * side by side, `step` bytes from one column to the next. The loop ends by the place in B, as a count takes one
 * instruction more, and holds what fits the registers. It is called from two places so that it stays a function of its
 * own: V8 would spill registers.
 */
function multiplyEight(
  k: i32,
  a: usize,
  step: usize,
  b: usize,
  bRow: usize,
  bNext: usize,
  c: usize,
  cRow: usize,
  rows: i32,
  columns: i32,
  most: i32,
  adds: bool,
): void {
  for (let j = 0; j < most; j += 2, b += bNext, c += 16) {
    let left0 = f64x2.splat(0);
    let left1 = left0;
    let left2 = left0;
    let left3 = left0;
    let right0 = left0;
    let right1 = left0;
    let right2 = left0;
    let right3 = left0;
    let from = a;
    let at = b;
    for (const end = at + bRow * <usize>k; at !== end; ) {
      const left = v128.load64_splat(at);
      const right = v128.load64_splat(at, 8);
      at += bRow;
      const a0 = v128.load(from);
      const a1 = v128.load(from, 16);
      const a2 = v128.load(from, 32);
      const a3 = v128.load(from, 48);
      from += step;
      left0 = f64x2.add(left0, f64x2.mul(a0, left));
      left1 = f64x2.add(left1, f64x2.mul(a1, left));
      left2 = f64x2.add(left2, f64x2.mul(a2, left));
      left3 = f64x2.add(left3, f64x2.mul(a3, left));
      right0 = f64x2.add(right0, f64x2.mul(a0, right));
      right1 = f64x2.add(right1, f64x2.mul(a1, right));
      right2 = f64x2.add(right2, f64x2.mul(a2, right));
      right3 = f64x2.add(right3, f64x2.mul(a3, right));
    }
    storeRows(c, cRow, left0, right0, rows, columns - j, adds);
    storeRows(c + 2 * cRow, cRow, left1, right1, rows - 2, columns - j, adds);
    storeRows(c + 4 * cRow, cRow, left2, right2, rows - 4, columns - j, adds);
    storeRows(c + 6 * cRow, cRow, left3, right3, rows - 6, columns - j, adds);
  }
}

/** Packs B [k, columns] as panels of two columns, with zeros for one that is missing. */
function packColumns(k: i32, columns: i32, b: usize, bRow: usize, bCol: usize): void {
  const panel = (<usize>k) << 4;
  for (let i = 0; i < k; i++, b += bRow) {
    let from = b;
    let to = columnsAt + ((<usize>i) << 4);
    let left = columns;
    for (; left > 1; left -= 2, from += 2 * bCol, to += panel)
      v128.store(to, v128.load_lane<f64>(from + bCol, v128.load64_zero(from), 1));
    if (left > 0) v128.store(to, v128.load64_zero(from));
  }
}

/** Packs A [rows, k] column by column, with rows twice for those that are missing in a pair. */
function packRows(k: i32, rows: i32, a: usize, aRow: usize, aCol: usize): void {
  for (let i = 0; i < rows; i += 2, a += 2 * aRow) {
    let to = rowsAt + ((<usize>i) << 3);
    const next = rows - i > 1 ? aRow : 0;
    let from = a;
    for (let p = 0; p < k; p++, from += aCol, to += height << 3)
      v128.store(to, v128.load_lane<f64>(from + next, v128.load64_zero(from), 1));
  }
}

/**
 * C = A B, where A(i, p) is at a[i aRow + p aCol] and B(p, j) at b[p bRow + j bCol], strides in numbers; C is [m, n],
 * contiguous. Up to 7 numbers after A are read, and one after B.
 */
export function product(
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
  triangle: i32,
): void {
  const down = (<usize>aRow) << 3;
  const across = (<usize>aCol) << 3;
  const bDown = (<usize>bRow) << 3;
  const bStep = (<usize>bCol) << 3;
  const cRow = (<usize>n) << 3;
  const packs = aRow !== 1;
  const step = packs ? (<usize>height) << 3 : across;
  for (let j0 = 0; j0 < n; j0 += width) {
    const wide = min(width, n - j0);
    // At least one block, so that C is 0 where k is.
    for (let k0 = 0; k0 === 0 || k0 < k; k0 += depth) {
      const deep = min(depth, k - k0);
      const packsColumns = bCol !== 1 || n > narrow;
      let panels = b + <usize>k0 * bDown + <usize>j0 * bStep;
      if (packsColumns) {
        packColumns(deep, wide, panels, bDown, bStep);
        panels = columnsAt;
      }
      const bNext: usize = packsColumns ? 16 : bDown;
      const panelNext = packsColumns ? (<usize>deep) << 4 : 16;
      for (let i = triangle === symmetric ? j0 : 0; i < m; i += height) {
        const begin = triangle === upper ? max(0, i - k0) : 0;
        const end = triangle === lower ? min(deep, i + height - k0) : deep;
        const count = max(0, end - begin);
        if (count === 0 && k0 > 0) continue;
        const rows = min(height, m - i);
        const most = triangle === symmetric ? min(wide, i + height - j0) : wide;
        let from = a + <usize>i * down + <usize>(k0 + begin) * across;
        if (packs) {
          packRows(count, rows, from, down, across);
          from = rowsAt;
        }
        const to = c + <usize>i * cRow + ((<usize>j0) << 3);
        const panel = panels + bNext * <usize>begin;
        if (k0 === 0)
          multiplyEight(count, from, step, panel, bNext, panelNext, to, cRow, rows, wide, most, false);
        else multiplyEight(count, from, step, panel, bNext, panelNext, to, cRow, rows, wide, most, true);
      }
    }
  }
}
