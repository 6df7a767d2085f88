import { kernels } from './kernel-bytes.js';

/** Addresses are in bytes; matrices are float64. */
export interface Kernels {
  /**
   * c [m, n] = A B, with A(i, p) at a[i aRow + p aCol] and B(p, j) at b[p bRow + j bCol], strides in numbers. It writes
   * below `start`. `triangle`: 1, A is 0 above the diagonal; 2, below; 3, what is above that of C is not wanted; else 0.
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
  /** Multiplies n numbers. */
  scale(n: number, a: number, factor: number): void;
}

/** The first number that is not scratch of the kernels. */
export const start = 16_384;

let compiled: WebAssembly.Module | undefined;

const compile = (): WebAssembly.Module => {
  const bytes = Uint8Array.from(atob(kernels), (character) => character.charCodeAt(0));
  if (!WebAssembly.validate(bytes))
    throw Object.assign(
      new Error(
        'This JavaScript engine has no WebAssembly SIMD; use Node 20 or newer, or a browser of 2023 or newer.',
      ),
      { code: 'ILDL_BACKEND' },
    );
  return new WebAssembly.Module(bytes);
};

/** A memory with the kernels on it. */
export class Workspace {
  readonly kernels: Kernels;
  readonly #memory = new WebAssembly.Memory({ initial: 3 });
  #floats = new Float64Array(this.#memory.buffer);

  constructor() {
    compiled ??= compile();
    this.kernels = new WebAssembly.Instance(compiled, { env: { memory: this.#memory } })
      .exports as unknown as Kernels;
  }

  /** Its numbers, `count` at least; others that were asked for before are of no use. */
  floats(count: number): Float64Array {
    const missing = count - this.#floats.length;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / 8192));
      this.#floats = new Float64Array(this.#memory.buffer);
    }
    return this.#floats;
  }

  /** The same memory as int32. */
  integers(): Int32Array {
    return new Int32Array(this.#memory.buffer);
  }
}

/** What a workspace that is kept may have room for, in numbers: 8 MiB. */
const most = 2 ** 20;
const idle: Workspace[] = [];

/** A workspace for a while: what nobody gives back is collected. */
export const borrow = (): Workspace => idle.pop() ?? new Workspace();

export const giveBack = (workspace: Workspace): void => {
  if (workspace.floats(0).length <= most) idle.push(workspace);
};

/** What is made in a workspace at once. */
export const borrowed = <T>(use: (workspace: Workspace) => T): T => {
  const workspace = borrow();
  try {
    return use(workspace);
  } finally {
    giveBack(workspace);
  }
};
