import { readFileSync } from 'node:fs';
import type { CsrMatrix, DenseMatrix } from '@ildl/interface';
import fc from 'fast-check';
import { expectClose } from 'testing/expect-close.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { kernelBytes } from '../assembly/build.mjs';
import {
  denseValues,
  factorOf,
  lowerFactorOf,
  matmul,
  matmulTransposed,
  rowProducts,
  transpose,
  transposedMatmul,
} from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

it('has the kernels that the sources compile to; else run `npm run build:kernels -w @ildl/minimizers`', () => {
  const committed = readFileSync(new URL('../src/kernel-bytes.ts', import.meta.url), 'utf8');
  expect(kernelBytes === committed).toBe(true);
});

it('says where there is no SIMD', async () => {
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  vi.resetModules();
  const { matmul: without } = await import('../src/index.js');
  expect(() => without(Float64Array.of(1), Float64Array.of(1), 1, 1, 1)).toThrow(
    expect.objectContaining({ code: 'ILDL_BACKEND' }),
  );
});

/** A matrix of whole numbers, so that sums are exact, of which a share is not 0. */
const matrix = (rows: number, columns: number, seed: number, share = 1): Float64Array =>
  Float64Array.from({ length: rows * columns }, (_, i) => {
    const random = Math.abs(Math.sin(12.9898 * (i + 1) + 78.233 * seed)) * 43758.5453;
    return (100 * random) % 100 < 100 * share ? Math.floor(random % 19) - 9 || 1 : 0;
  });

const productOf = (a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number) =>
  Float64Array.from({ length: rows * columns }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < inner; k++)
      sum += (a[Math.floor(i / columns) * inner + k] as number) * (b[k * columns + (i % columns)] as number);
    return sum;
  });

const rowsOf = (a: Float64Array, columns: number) =>
  Array.from({ length: a.length / columns }, (_, row) => a.subarray(row * columns, (row + 1) * columns));

/** Small ones, and ones of more than a block. */
const size = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 11 }) },
  fc.integer({ min: 120, max: 270 }),
);

describe('products', () => {
  it.each([1, 0.05])('are those of matrices of which %d is not 0', (share) => {
    fc.assert(
      fc.property(size, size, size, fc.nat(99), (rows, inner, columns, seed) => {
        const a = matrix(rows, inner, seed, share);
        const b = matrix(inner, columns, seed + 1, share);
        const wanted = productOf(a, b, rows, inner, columns);
        expect(matmul(a, b, rows, inner, columns)).toEqual(wanted);
        expect(transposedMatmul(transpose(a, rows, inner), b, inner, rows, columns)).toEqual(wanted);
        expect(matmulTransposed(a, transpose(b, inner, columns), rows, inner, columns)).toEqual(wanted);
        expect(rowProducts(a, rows, inner)).toEqual(
          productOf(a, transpose(a, rows, inner), rows, inner, rows),
        );
      }),
      { numRuns: 40 },
    );
  });

  it.each([1, 0.05])('are those of some rows, of which %d is not 0', (share) => {
    fc.assert(
      fc.property(
        size,
        size,
        size,
        fc.array(fc.nat(), { maxLength: 20 }),
        (rows, inner, columns, numbers) => {
          const factor = factorOf(matrix(rows, inner, 1, share), rows, inner);
          const some = Int32Array.from(numbers, (number) => number % rows);
          const [b, g] = [matrix(inner, columns, 2), matrix(some.length, columns, 3)];
          const all = factor.times(b, columns);
          const spread = new Float64Array(rows * columns);
          for (const [i, row] of some.entries()) {
            expect(factor.times(b, columns, { some }).subarray(i * columns, (i + 1) * columns)).toEqual(
              all.subarray(row * columns, (row + 1) * columns),
            );
            for (let c = 0; c < columns; c++)
              spread[row * columns + c] =
                (spread[row * columns + c] as number) + (g[i * columns + c] as number);
          }
          expect(factor.transposedTimes(g, columns, { some })).toEqual(
            factor.transposedTimes(spread, columns),
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  it('are those of lower triangles, with rows in any order', () => {
    fc.assert(
      fc.property(size, size, size, fc.nat(9), (rows, inner, columns, shift) => {
        const lower = matrix(rows, inner, 1).map((value, i) =>
          i % inner > Math.floor(i / inner) ? 0 : value,
        );
        const order = Int32Array.from({ length: rows }, (_, row) => (row + shift) % rows);
        const [b, byNumber] = [matrix(inner, columns, 2), matrix(rows, columns, 3)];
        const inOrder = byNumber.map((_, i) => {
          const number = order[Math.floor(i / columns)] as number;
          return byNumber[number * columns + (i % columns)] as number;
        });
        const factor = lowerFactorOf(lower, rows, inner, shift === 0 ? undefined : order);
        const products = factor.times(b, columns);
        for (const [row, line] of rowsOf(productOf(lower, b, rows, inner, columns), columns).entries()) {
          const number = order[row] as number;
          expect(products.subarray(number * columns, (number + 1) * columns)).toEqual(line);
        }
        expect(factor.transposedTimes(byNumber, columns)).toEqual(
          productOf(transpose(lower, rows, inner), inOrder, inner, rows, columns),
        );
      }),
      { numRuns: 40 },
    );
  });

  it.each([1, 0.05])('are written where they are wanted, with %d of A', (share) => {
    const a = matrix(9, 7, 1, share);
    const [b, g] = [matrix(7, 3, 2), matrix(9, 3, 3)];
    const lower = matrix(9, 7, 1).map((value, i) => (i % 7 > Math.floor(i / 7) ? 0 : value));
    for (const factor of [factorOf(a, 9, 7), lowerFactorOf(lower, 9, 7)]) {
      const [product, transposed] = [new Float64Array(27), new Float64Array(21)];
      expect(factor.times(b, 3, { into: product })).toBe(product);
      expect(factor.transposedTimes(g, 3, { into: transposed })).toBe(transposed);
      expect(product).toEqual(factor.times(b, 3));
      expect(transposed).toEqual(factor.transposedTimes(g, 3));
    }
  });

  it('round the same whatever was multiplied before', () => {
    const a = matrix(9, 300, 1).map((value) => value / 7);
    const b = matrix(300, 5, 2).map((value) => value / 3);
    const factor = factorOf(a, 9, 300);
    const first = factor.times(b, 5);
    factor.transposedTimes(matrix(9, 200, 3), 200);
    expect(factor.times(b, 5)).toEqual(first);
    expectClose(first, [...productOf(a, b, 9, 300, 5)], 1e-12);
  });
});

describe('a Matrix as first operand', () => {
  const values = Float64Array.of(0, 2, 0, 3, 0, 0, 0, 0, 5);
  const b = Float64Array.of(1, 2, 3, 4, 5, 6);
  const csr: CsrMatrix = {
    kind: 'csr',
    rows: 3,
    columns: 3,
    values: Float64Array.of(2, 3, 5),
    columnIndices: Int32Array.of(1, 0, 2),
    rowPointers: Int32Array.of(0, 1, 2, 3),
  };
  const dense: DenseMatrix = { kind: 'dense', rows: 3, columns: 3, values };

  it.each([csr, dense])('is multiplied as its values are: $kind', (a) => {
    expect([...denseValues(a)]).toEqual([...values]);
    expect(matmul(a, b, 3, 3, 2)).toEqual(productOf(values, b, 3, 3, 2));
    expect(transposedMatmul(a, b, 3, 3, 2)).toEqual(productOf(transpose(values, 3, 3), b, 3, 3, 2));
    expect(matmulTransposed(a, b, 3, 3, 2)).toEqual(productOf(values, transpose(b, 2, 3), 3, 3, 2));
    expect(rowProducts(a, 3, 3)).toEqual(productOf(values, transpose(values, 3, 3), 3, 3, 3));
    const some = Int32Array.of(2, 0);
    expect([...factorOf(a, 3, 3).times(b, 2, { some })]).toEqual([25, 30, 6, 8]);
  });
});
