/** Rows of B that are packed at a time: a block of A that is read for all columns stays in the first-level cache. */
const depth: i32 = 128;
/** Columns of B that are packed at a time, a multiple of four: `depth` rows of them stay in the second-level cache. */
const width: i32 = 128;

/** Which entries of A are 0, those above the diagonal or below; or of C not wanted, those above. */
const lower: i32 = 1;
const upper: i32 = 2;
const symmetric: i32 = 3;

/** Sets the first `columns` of two numbers of C, or adds to them. */
function store(c: usize, sums: v128, columns: i32, adds: bool): void {
  if (columns > 1) v128.store(c, adds ? f64x2.add(v128.load(c), sums) : sums);
  else v128.store_lane<f64>(c, adds ? f64x2.add(v128.load64_zero(c), sums) : sums, 0);
}

/** The corner [rows, columns] of C[4, 4] from four rows of A, `step` bytes from one number to the next, and B [k, 4]. */
function multiplyFour(
  k: i32,
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  step: usize,
  b: usize,
  c: usize,
  cRow: usize,
  rows: i32,
  columns: i32,
  adds: bool,
): void {
  let c00 = f64x2.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (const end = b + 32 * <usize>k; b !== end; ) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    b += 32;
    let value = v128.load64_splat(a0);
    a0 += step;
    c00 = f64x2.add(c00, f64x2.mul(value, left));
    c01 = f64x2.add(c01, f64x2.mul(value, right));
    value = v128.load64_splat(a1);
    a1 += step;
    c10 = f64x2.add(c10, f64x2.mul(value, left));
    c11 = f64x2.add(c11, f64x2.mul(value, right));
    value = v128.load64_splat(a2);
    a2 += step;
    c20 = f64x2.add(c20, f64x2.mul(value, left));
    c21 = f64x2.add(c21, f64x2.mul(value, right));
    value = v128.load64_splat(a3);
    a3 += step;
    c30 = f64x2.add(c30, f64x2.mul(value, left));
    c31 = f64x2.add(c31, f64x2.mul(value, right));
  }
  const rest = columns - 2;
  store(c, c00, 2, adds);
  store(c + 16, c01, rest, adds);
  if (rows < 2) return;
  c += cRow;
  store(c, c10, 2, adds);
  store(c + 16, c11, rest, adds);
  if (rows < 3) return;
  c += cRow;
  store(c, c20, 2, adds);
  store(c + 16, c21, rest, adds);
  if (rows < 4) return;
  c += cRow;
  store(c, c30, 2, adds);
  store(c + 16, c31, rest, adds);
}

/** The same for C[4, 2] and B [k, 2]. */
function multiplyTwo(
  k: i32,
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  step: usize,
  b: usize,
  c: usize,
  cRow: usize,
  rows: i32,
  columns: i32,
  adds: bool,
): void {
  let c0 = f64x2.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  for (const end = b + 16 * <usize>k; b !== end; ) {
    const pair = v128.load(b);
    b += 16;
    c0 = f64x2.add(c0, f64x2.mul(v128.load64_splat(a0), pair));
    a0 += step;
    c1 = f64x2.add(c1, f64x2.mul(v128.load64_splat(a1), pair));
    a1 += step;
    c2 = f64x2.add(c2, f64x2.mul(v128.load64_splat(a2), pair));
    a2 += step;
    c3 = f64x2.add(c3, f64x2.mul(v128.load64_splat(a3), pair));
    a3 += step;
  }
  store(c, c0, columns, adds);
  if (rows > 1) store(c + cRow, c1, columns, adds);
  if (rows > 2) store(c + 2 * cRow, c2, columns, adds);
  if (rows > 3) store(c + 3 * cRow, c3, columns, adds);
}

/** Packs B [k, columns] as panels of four columns, and one of two where no more are left, with zeros for the missing. */
function pack(k: i32, columns: i32, b: usize, bRow: usize, bCol: usize, to: usize): void {
  for (let j = 0; j < columns; j += 4, b += 4 * bCol) {
    const left = columns - j;
    let from = b;
    for (let i = 0; i < k; i++, from += bRow) {
      let pair = v128.load64_zero(from);
      if (left > 1) pair = v128.load_lane<f64>(from + bCol, pair, 1);
      v128.store(to, pair);
      to += 16;
      if (left < 3) continue;
      pair = v128.load64_zero(from + 2 * bCol);
      if (left > 3) pair = v128.load_lane<f64>(from + 3 * bCol, pair, 1);
      v128.store(to, pair);
      to += 16;
    }
  }
}

/**
 * C = A B, where A(i, p) is at a[i aRow + p aCol] and B(p, j) at b[p bRow + j bCol], strides in numbers; C is [m, n],
 * contiguous. Packs B into the first bytes of the memory.
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
  const step = (<usize>aCol) << 3;
  const bDown = (<usize>bRow) << 3;
  const bStep = (<usize>bCol) << 3;
  const cRow = (<usize>n) << 3;
  for (let j0 = 0; j0 < n; j0 += width) {
    const wide = min(width, n - j0);
    // At least one block, so that C is 0 where k is.
    for (let k0 = 0; k0 === 0 || k0 < k; k0 += depth) {
      const deep = min(depth, k - k0);
      pack(deep, wide, b + <usize>k0 * bDown + <usize>j0 * bStep, bDown, bStep, 0);
      for (let i = triangle === symmetric ? j0 & ~3 : 0; i < m; i += 4) {
        const begin = triangle === upper ? max(0, i - k0) : 0;
        const end = triangle === lower ? min(deep, i + 4 - k0) : deep;
        const count = max(0, end - begin);
        if (count === 0 && k0 > 0) continue;
        const rows = min(4, m - i);
        const a0 = a + <usize>i * down + <usize>(k0 + begin) * step;
        const a1 = rows > 1 ? a0 + down : a0;
        const a2 = rows > 2 ? a1 + down : a0;
        const a3 = rows > 3 ? a2 + down : a0;
        const to = c + <usize>i * cRow + ((<usize>j0) << 3);
        const most = triangle === symmetric ? min(wide, i + 4 - j0) : wide;
        for (let j = 0; j < most; j += 4) {
          const columns = min(4, wide - j);
          const panel = (<usize>j * <usize>deep) << 3;
          const target = to + ((<usize>j) << 3);
          if (columns > 2)
            multiplyFour(
              count,
              a0,
              a1,
              a2,
              a3,
              step,
              panel + ((<usize>begin) << 5),
              target,
              cRow,
              rows,
              columns,
              k0 > 0,
            );
          else
            multiplyTwo(
              count,
              a0,
              a1,
              a2,
              a3,
              step,
              panel + ((<usize>begin) << 4),
              target,
              cRow,
              rows,
              columns,
              k0 > 0,
            );
        }
      }
    }
  }
}
