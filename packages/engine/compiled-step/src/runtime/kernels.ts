import { compileKernels, isSupported } from '@ildl/internal';
import { plain, relaxed } from './kernel-bytes.js';

/**
 * The runtime kernels. Pointers are byte offsets into the memory, 4-byte aligned; arrays are float32, row-major and
 * contiguous unless told otherwise; counts are of elements. Outputs overlap no input unless told otherwise.
 */
export interface Kernels {
  /**
   * c [m, n] = A B, with A(i, j) at a[i aRow + j aCol] and B(i, j) at b[i bRow + j bCol], strides in elements;
   * zeros for k = 0. It writes below `firstFreeByte`.
   */
  gemm(
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
  ): void;
  /**
   * out [rows, h] = S w, with w [columns of S, h]. S is the rows i32 `index` [rows] (all where index is 0) of a CSR
   * matrix: i32 rowPointers, i32 columns, float32 values.
   */
  spmm(
    rows: number,
    h: number,
    index: number,
    rowPointers: number,
    columns: number,
    values: number,
    w: number,
    out: number,
  ): void;
  /**
   * The transpose of the same S times g [rows, h], as addresses of rows: entry j of i32 `rowOf` [columns of S] is the
   * address of a row of h floats in `compact` where S has nonzeros in column j, else stays `zeroRow`. First the
   * columns in `touched`, i32 [count, column...] of the last call, are reset to zeroRow; then the list is rebuilt.
   * `compact` has room for a row and `touched` for an entry for every column with nonzeros.
   */
  spmmTransposed(
    rows: number,
    h: number,
    index: number,
    rowPointers: number,
    columns: number,
    values: number,
    g: number,
    rowOf: number,
    touched: number,
    zeroRow: number,
    compact: number,
  ): void;
  /** out [d, h] from i32 `rowOf` [d], the addresses of its rows. */
  expandRows(d: number, h: number, rowOf: number, out: number): void;

  /** The sum of the squares of the rows of h floats in `compact`, which `touched` counts, as spmmTransposed leaves them. */
  sumOfSquares(touched: number, h: number, compact: number, out: number): void;

  /** Of every row of x [rows, n]; out may be x. */
  softmax(rows: number, n: number, x: number, out: number): void;
  /** Of every row of x [rows, n]; out may be x. */
  logSoftmax(rows: number, n: number, x: number, out: number): void;

  /** out [outer, inner] from x [outer, n, inner]. */
  sum(outer: number, n: number, inner: number, x: number, out: number): void;
  /** out [outer, inner] from x [outer, n, inner]. */
  prod(outer: number, n: number, inner: number, x: number, out: number): void;
  /** out [outer, inner] from x [outer, n, inner]; NaN where there is one among them, or n is 0. */
  max(outer: number, n: number, inner: number, x: number, out: number): void;
  /** out [outer, inner] from x [outer, n, inner]; NaN where there is one among them, or n is 0. */
  min(outer: number, n: number, inner: number, x: number, out: number): void;
  /** i32 out [outer, inner] from x [outer, n, inner]: the first of equals; 0 where the first is NaN or n is 0. */
  argMax(outer: number, n: number, inner: number, x: number, out: number): void;
  /** i32 out [outer, inner] from x [outer, n, inner]: the first of equals; 0 where the first is NaN or n is 0. */
  argMin(outer: number, n: number, inner: number, x: number, out: number): void;
  /** x and out are [outer, n, inner], summed along n; exclusive and reverse are 0 or 1; out may be x. */
  cumsum(
    outer: number,
    n: number,
    inner: number,
    exclusive: number,
    reverse: number,
    x: number,
    out: number,
  ): void;

  /**
   * out [outer, count, inner] = x [outer, axis, inner] at i32 `index` [count], for elements of 4 bytes.
   * @returns 1 where an index is outside 0 ... axis - 1, which gives zeros; else 0
   */
  gather(
    outer: number,
    axis: number,
    count: number,
    inner: number,
    index: number,
    x: number,
    out: number,
  ): number;
  /** 1 where one of the i32 `index` [count] is outside 0 ... axis - 1, else 0. */
  checkIndex(count: number, axis: number, index: number): number;
  /** out [segments, inner] = sums of the rows of x [count, inner] by i32 `index` [count]; skips indices outside. */
  scatterAdd(count: number, inner: number, segments: number, index: number, x: number, out: number): void;
  /** out [count, depth] = `on` at i32 `index` [count] of each row, `off` elsewhere. */
  oneHot(count: number, depth: number, index: number, on: number, off: number, out: number): void;
  /** out [n] = value. */
  fill(n: number, value: number, out: number): void;
  /**
   * Copies elements of 4 bytes. The descriptor is i32: the rank, 0 to 6; the dimensions; the strides of the source;
   * those of the target. Strides are in elements and may be 0 or negative.
   */
  copyStrided(descriptor: number, source: number, target: number): void;
}

/** Functions from vectors of four float32 to one: for imports of other WebAssembly modules, not to be called. */
export type VectorFunctions = Readonly<
  Record<'exp' | 'expm1' | 'log' | 'log1p' | 'tanh' | 'erf' | 'sin' | 'cos' | 'pow', CallableFunction>
>;

/** The first byte that kernels do not use as scratch: what lies in the memory begins here or later. */
export const firstFreeByte = 397_568;

/** Node 20 has relaxed SIMD behind a flag, which counts for what is compiled after it is set, in every thread. */
const enableRelaxedSimd = (): void => {
  if (globalThis.process?.versions?.node)
    process.getBuiltinModule('node:v8').setFlagsFromString('--experimental-wasm-relaxed-simd');
};

const compileRelaxed = (): WebAssembly.Module | undefined => {
  if (!isSupported(relaxed)) enableRelaxedSimd();
  return isSupported(relaxed) ? compileKernels(relaxed) : undefined;
};

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
const relaxedModule = once(compileRelaxed);
const plainModule = once(() => compileKernels(plain));

/**
 * Kernels that work on a memory; the module is compiled once.
 * @param memory of at least `firstFreeByte` bytes; what lies below that is theirs
 * @param options `fma: false` for results that are the same on every processor
 * @returns the kernels, and whether they may multiply and add in one rounding
 * @throws `ILDL_BACKEND` where the engine has no WebAssembly SIMD
 */
export const instantiateKernels = (
  memory: WebAssembly.Memory,
  { fma = true }: { readonly fma?: boolean } = {},
): { readonly exports: Kernels & VectorFunctions; readonly fma: boolean } => {
  const fused = fma ? relaxedModule() : undefined;
  const { exports } = new WebAssembly.Instance(fused ?? plainModule(), { env: { memory } });
  return { exports: exports as unknown as Kernels & VectorFunctions, fma: fused !== undefined };
};
