/**
 * C [rows, n] = A B for a sparse A, whose rows are the `ranges`, i32 [rows, 2], of `indices`, i32 columns, and of their
 * `values`; B is row-major with n columns. Works on eight columns at a time: up to 7 numbers after B are read, and
 * after C written.
 */
export function sparseProduct(
  rows: i32,
  n: i32,
  ranges: usize,
  indices: usize,
  values: usize,
  b: usize,
  c: usize,
): void {
  const bRow = (<usize>n) << 3;
  for (let row = 0; row < rows; row++, ranges += 8) {
    const begin = load<u32>(ranges);
    const end = load<u32>(ranges, 4);
    // What is written beyond the end of a row is overwritten next.
    for (let j = 0; j < n; j += 8) {
      let c0 = f64x2.splat(0);
      let c1 = c0;
      let c2 = c0;
      let c3 = c0;
      const panel = b + ((<usize>j) << 3);
      for (let i = begin; i < end; i++) {
        const value = v128.load64_splat(values + ((<usize>i) << 3));
        const from = panel + load<u32>(indices + ((<usize>i) << 2)) * bRow;
        c0 = f64x2.add(c0, f64x2.mul(value, v128.load(from)));
        c1 = f64x2.add(c1, f64x2.mul(value, v128.load(from, 16)));
        c2 = f64x2.add(c2, f64x2.mul(value, v128.load(from, 32)));
        c3 = f64x2.add(c3, f64x2.mul(value, v128.load(from, 48)));
      }
      const to = c + ((<usize>j) << 3);
      v128.store(to, c0);
      v128.store(to, c1, 16);
      v128.store(to, c2, 32);
      v128.store(to, c3, 48);
    }
    c += bRow;
  }
}

/** Adds Aᵀ B to C, for the same A and B [rows, n]. */
export function sparseTransposedProduct(
  rows: i32,
  n: i32,
  ranges: usize,
  indices: usize,
  values: usize,
  b: usize,
  c: usize,
): void {
  const bRow = (<usize>n) << 3;
  for (let row = 0; row < rows; row++, ranges += 8, b += bRow) {
    const end = load<u32>(ranges, 4);
    for (let i = load<u32>(ranges); i < end; i++) {
      const value = v128.load64_splat(values + ((<usize>i) << 3));
      let to = c + load<u32>(indices + ((<usize>i) << 2)) * bRow;
      let from = b;
      for (let j = 0; j < n - 1; j += 2, from += 16, to += 16)
        v128.store(to, f64x2.add(v128.load(to), f64x2.mul(value, v128.load(from))));
      if (n & 1)
        v128.store_lane<f64>(
          to,
          f64x2.add(v128.load64_zero(to), f64x2.mul(value, v128.load64_zero(from))),
          0,
        );
    }
  }
}
