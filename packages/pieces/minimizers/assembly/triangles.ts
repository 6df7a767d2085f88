import { dot } from './vectors';

// Lower triangles L [n, n], row-major.

/** Solves L x = b for the first `count` numbers of x, in place. */
function forward(l: usize, row: usize, x: usize, count: i32): void {
  for (let first = 0; first < count; first += 4) {
    const end = min(first + 4, count);
    const l0 = l + <usize>first * row;
    if (end - first === 4) {
      const l1 = l0 + row;
      const l2 = l1 + row;
      const l3 = l2 + row;
      let s0 = f64x2.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      const solved = (<usize>first) << 3;
      for (let k: usize = 0; k < solved; k += 16) {
        const known = v128.load(x + k);
        s0 = f64x2.add(s0, f64x2.mul(v128.load(l0 + k), known));
        s1 = f64x2.add(s1, f64x2.mul(v128.load(l1 + k), known));
        s2 = f64x2.add(s2, f64x2.mul(v128.load(l2 + k), known));
        s3 = f64x2.add(s3, f64x2.mul(v128.load(l3 + k), known));
      }
      const to = x + solved;
      const left = f64x2.add(v128.shuffle<f64>(s0, s1, 0, 2), v128.shuffle<f64>(s0, s1, 1, 3));
      const right = f64x2.add(v128.shuffle<f64>(s2, s3, 0, 2), v128.shuffle<f64>(s2, s3, 1, 3));
      v128.store(to, f64x2.sub(v128.load(to), left));
      v128.store(to, f64x2.sub(v128.load(to, 16), right), 16);
    } else subtractKnown(l0, row, x, first, end, 0, first);
    for (let i = first; i < end; i++) {
      subtractKnown(l + <usize>i * row, row, x, i, i + 1, first, i);
      const at = x + ((<usize>i) << 3);
      store<f64>(at, load<f64>(at) / load<f64>(l + <usize>i * row + ((<usize>i) << 3)));
    }
  }
}

/** Takes what x from `begin` to `until` explains out of x from `first` to `end`; `l` is row `first`. */
function subtractKnown(l: usize, row: usize, x: usize, first: i32, end: i32, begin: i32, until: i32): void {
  for (let i = first; i < end; i++, l += row) {
    let sum: f64 = 0;
    for (let k = begin; k < until; k++)
      sum += load<f64>(l + ((<usize>k) << 3)) * load<f64>(x + ((<usize>k) << 3));
    const at = x + ((<usize>i) << 3);
    store<f64>(at, load<f64>(at) - sum);
  }
}

/** Solves L x = b for `count` vectors b of n numbers, in place. */
export function solveLower(n: i32, l: usize, x: usize, count: i32): void {
  const row = (<usize>n) << 3;
  for (; count > 0; count--, x += row) forward(l, row, x, n);
}

/** Takes factor·row of L out of the first `count` numbers of x. */
function subtractRow(x: usize, factor: f64, l: usize, count: i32): void {
  for (; count > 0; count--, x += 8, l += 8) store<f64>(x, load<f64>(x) - factor * load<f64>(l));
}

/** Solves Lᵀ x = b for `count` vectors b of n numbers, in place. */
export function solveUpper(n: i32, l: usize, x: usize, count: i32): void {
  const row = (<usize>n) << 3;
  for (; count > 0; count--, x += row) {
    for (let first = (n - 1) & ~3; first >= 0; first -= 4) {
      const end = min(first + 4, n);
      const solved = (<usize>first) << 3;
      for (let i = end - 1; i >= first; i--) {
        const at = x + ((<usize>i) << 3);
        const line = l + <usize>i * row;
        const value = load<f64>(at) / load<f64>(line + ((<usize>i) << 3));
        store<f64>(at, value);
        subtractRow(x + solved, value, line + solved, i - first);
        if (end - first < 4) subtractRow(x, value, line, first);
      }
      if (end - first < 4) continue;
      const x0 = v128.load64_splat(x + solved);
      const x1 = v128.load64_splat(x + solved, 8);
      const x2 = v128.load64_splat(x + solved, 16);
      const x3 = v128.load64_splat(x + solved, 24);
      const l0 = l + <usize>first * row;
      const l1 = l0 + row;
      const l2 = l1 + row;
      const l3 = l2 + row;
      for (let k: usize = 0; k < solved; k += 16) {
        const left = f64x2.add(f64x2.mul(x0, v128.load(l0 + k)), f64x2.mul(x1, v128.load(l1 + k)));
        const right = f64x2.add(f64x2.mul(x2, v128.load(l2 + k)), f64x2.mul(x3, v128.load(l3 + k)));
        v128.store(x + k, f64x2.sub(v128.load(x + k), f64x2.add(left, right)));
      }
    }
  }
}

/**
 * Turns the lower triangle of a matrix A = LLᵀ into L, in place.
 * @returns 1; 0 where A is not positive definite
 */
export function cholesky(n: i32, a: usize): i32 {
  const row = (<usize>n) << 3;
  for (let i = 0; i < n; i++) {
    const line = a + <usize>i * row;
    forward(a, row, line, i);
    const at = line + ((<usize>i) << 3);
    let rest = load<f64>(at);
    for (let k = line; k < at; k += 8) rest -= load<f64>(k) * load<f64>(k);
    if (!(rest > 0)) return 0;
    store<f64>(at, Math.sqrt(rest));
  }
  return 1;
}

/**
 * Decomposes a positive semidefinite matrix A = GGᵀ [n, n], the row with the most that is left first, until no more than
 * `share` of any diagonal is.
 * @param g zeros, G on return, whose rows are where those of A are
 * @param order the numbers of all rows, i32; on return those that were taken first
 * @param rest room for n numbers
 * @returns the rank
 */
export function pivotedCholesky(n: i32, a: usize, g: usize, order: usize, rest: usize, share: f64): i32 {
  const row = (<usize>n) << 3;
  const diagonal = row + 8;
  for (let i: usize = 0; i < row; i += 8) store<f64>(rest + i, load<f64>(a + (i >> 3) * diagonal));
  for (let rank = 0; rank < n; rank++) {
    let best = -1;
    let most: f64 = 0;
    for (let at = rank; at < n; at++) {
      const i = <usize>load<i32>(order + ((<usize>at) << 2));
      const left = load<f64>(rest + (i << 3));
      if (left > share * load<f64>(a + i * diagonal) && left > most) {
        best = at;
        most = left;
      }
    }
    if (best < 0) return rank;
    const pivot = load<i32>(order + ((<usize>best) << 2));
    store<i32>(order + ((<usize>best) << 2), load<i32>(order + ((<usize>rank) << 2)));
    store<i32>(order + ((<usize>rank) << 2), pivot);
    const root = Math.sqrt(most);
    const pivotRow = g + <usize>pivot * row;
    const column = (<usize>rank) << 3;
    store<f64>(pivotRow + column, root);
    for (let at = rank + 1; at < n; at++) {
      const i = <usize>load<i32>(order + ((<usize>at) << 2));
      const line = g + i * row;
      const entry = (load<f64>(a + i * row + ((<usize>pivot) << 3)) - dot(rank, line, pivotRow)) / root;
      store<f64>(line + column, entry);
      store<f64>(rest + (i << 3), load<f64>(rest + (i << 3)) - entry * entry);
    }
  }
  return n;
}
