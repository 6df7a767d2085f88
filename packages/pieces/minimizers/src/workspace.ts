import { compileKernels } from '@ildl/internal';
import { kernels } from './kernel-bytes.js';

/** Addresses are in bytes; matrices are float64. */
export interface Kernels {
  /**
   * c [m, n] = A B, with A(i, p) at a[i aRow + p aCol] and B(p, j) at b[p bRow + j bCol], strides in numbers. It writes
   * below `start`; up to 7 numbers after A are read, and one after B.
   */
  product(
    m: number,
    n: number,
    k: number,
    a: number,
    aRow: number,
    aCol: number,
    b: number,
    bRow: number,
    bCol: number,
    c: number,
    triangle: number,
  ): void;
  /**
   * c [rows, n] = A b for a sparse A, whose rows are the `ranges`, i32 [rows, 2], of `indices`, i32 columns, and of their
   * `values`. Up to 7 numbers after b are read, and after c written.
   */
  sparseProduct(
    rows: number,
    n: number,
    ranges: number,
    indices: number,
    values: number,
    b: number,
    c: number,
  ): void;
  /** Adds Aᵀ b to c, for the same A and b [rows, n]. */
  readonly sparseTransposedProduct: Kernels['sparseProduct'];
  /** Adds factor·b to `a`, of n numbers; returns the product of the sum and `c`. */
  addThenDot(n: number, a: number, factor: number, b: number, c: number): number;
  /** Solves L x = b for `count` vectors b of n numbers, in place, with a lower triangle L [n, n]. */
  solveLower(n: number, l: number, x: number, count: number): void;
  /** Solves Lᵀ x = b likewise. */
  solveUpper(n: number, l: number, x: number, count: number): void;
  /** Turns the lower triangle of A = LLᵀ [n, n] into L, in place; returns 0 where A is not positive definite, else 1. */
  cholesky(n: number, a: number): number;
  /** Turns rows of numbers into their softmax, in place. The number after an odd end is overwritten. */
  softmax(rows: number, columns: number, at: number): void;
  /** Turns gradients `g` by a softmax `p` into those by its logits, in place. */
  throughSoftmax(rows: number, columns: number, p: number, g: number): void;
  /**
   * Decomposes A = GGᵀ [n, n], the row with the most that is left first, until no more than `share` of any diagonal is;
   * returns the rank. G is 0 before; `order` holds the numbers of the rows, i32, and `rest` has room for n numbers.
   */
  pivotedCholesky(n: number, a: number, g: number, order: number, rest: number, share: number): number;
  /** Writes a + factor·b, of n numbers, to `to`. */
  add(n: number, to: number, a: number, factor: number, b: number): void;
  /** The product of two vectors of n numbers. */
  dot(n: number, a: number, b: number): number;
  /** Writes the rows of a matrix, of `columns` numbers, that `numbers`, i32, tell of, to `to`. */
  gatherRows(rows: number, columns: number, from: number, numbers: number, to: number): void;
  /** The largest magnitude of n numbers. */
  largest(n: number, a: number): number;
  /** Multiplies n numbers. */
  scale(n: number, a: number, factor: number): void;
}

/** What `product` may leave away: where A is 0 above the diagonal, or below; or of C what is above it. */
export const triangles = { none: 0, lower: 1, upper: 2, symmetric: 3 } as const;
export type Triangle = keyof typeof triangles;

/** The first number that is not scratch of the kernels. */
export const start = 17_920;

let compiled: WebAssembly.Module | undefined;

/** A memory with the kernels on it. */
export class Workspace {
  readonly kernels: Kernels;
  readonly #memory = new WebAssembly.Memory({ initial: 3 });
  #floats = new Float64Array(this.#memory.buffer);

  constructor() {
    compiled ??= compileKernels(kernels);
    this.kernels = new WebAssembly.Instance(compiled, { env: { memory: this.#memory } })
      .exports as unknown as Kernels;
  }

  /** Its memory as float64, at least `count` values; a call invalidates the arrays of earlier ones. */
  floats(count: number): Float64Array {
    const missing = count - this.#floats.length;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / 8192));
      this.#floats = new Float64Array(this.#memory.buffer);
    }
    return this.#floats;
  }

  /** The numbers from `begin` to `end`, in `into`, by default a new array. */
  copy(begin: number, end: number, into?: Float64Array): Float64Array {
    if (into === undefined) return this.#floats.slice(begin, end);
    into.set(this.#floats.subarray(begin, end));
    return into;
  }

  /** The same memory as int32. */
  integers(): Int32Array {
    return new Int32Array(this.#memory.buffer);
  }
}

/** Capacity up to which a workspace is pooled, in float64 values: 8 MiB. */
const most = 2 ** 20;
const idle: Workspace[] = [];

/** A pooled workspace; one that is not given back is garbage-collected. */
export const borrow = (): Workspace => idle.pop() ?? new Workspace();

export const giveBack = (workspace: Workspace): void => {
  if (workspace.floats(0).length <= most) idle.push(workspace);
};

/** Runs `use` in a pooled workspace, of which it must retain nothing. */
export const borrowed = <T>(use: (workspace: Workspace) => T): T => {
  const workspace = borrow();
  try {
    return use(workspace);
  } finally {
    giveBack(workspace);
  }
};
