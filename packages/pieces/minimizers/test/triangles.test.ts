import fc from 'fast-check';
import { expectClose } from 'testing/expect-close.js';
import { describe, expect, it } from 'vitest';
import {
  cholesky,
  matmulTransposed,
  pivotedCholesky,
  solveLower,
  solveUpper,
  transpose,
  triangleOf,
} from '../src/index.js';

const size = fc.integer({ min: 1, max: 23 });

/** A lower triangle that is far from singular. */
const lower = (n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    return row === column ? 2 + (row % 3) : row > column ? Math.sin(i + 1) / n : 0;
  });

describe('triangles', () => {
  it('decompose a positive definite matrix', () => {
    fc.assert(
      fc.property(size, (n) => {
        const l = lower(n);
        expectClose(cholesky(matmulTransposed(l, l, n, n, n), n) as Float64Array, [...l], 1e-12);
      }),
    );
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
    expect(cholesky(Float64Array.of(Number.NaN), 1)).toBeUndefined();
  });

  it('solve systems, with rows after the triangle ignored', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 0, max: 4 }), (n, count) => {
        const l = lower(n);
        const x = Float64Array.from({ length: count * n }, (_, i) => Math.cos(i));
        const [forward, backward] = [
          matmulTransposed(x, l, count, n, n),
          matmulTransposed(x, transpose(l, n, n), count, n, n),
        ];
        const long = Float64Array.from([...l, ...Array.from({ length: n }, () => 7)]);
        expectClose(solveLower(long, n, forward), [...x], 1e-12);
        expectClose(solveUpper(long, n, backward), [...x], 1e-12);
        const triangle = triangleOf(l, n);
        expect(triangle.solveLower(forward)).toEqual(solveLower(l, n, forward));
        expect(triangle.solveUpper(backward)).toEqual(solveUpper(l, n, backward));
      }),
    );
  });

  it('decompose what is positive semidefinite, the largest rest first, and tell the rank', () => {
    fc.assert(
      fc.property(size, size, (n, columns) => {
        const x = Float64Array.from(
          { length: n * columns },
          (_, i) => (Math.sin(12.9898 * (i + 1)) * 43758.5453) % 1,
        );
        const products = matmulTransposed(x, x, n, columns, n);
        const { rank, order, triangle } = pivotedCholesky(products, n);
        expect(rank).toBe(Math.min(n, columns));
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        const again = matmulTransposed(triangle, triangle, n, rank, n);
        for (let i = 0; i < n; i++)
          for (let k = 0; k < n; k++) {
            const [row, column] = [order[i] as number, order[k] as number];
            expectClose(again[i * n + k] as number, products[row * n + column] as number, 1e-9);
            if (k < rank && k > i) expect(triangle[i * rank + k]).toBe(0);
          }
        const diagonal = Array.from(order.subarray(0, rank), (_, i) => triangle[i * (rank + 1)] as number);
        expect(diagonal).toEqual(diagonal.toSorted((a, b) => b - a));
      }),
      { numRuns: 40 },
    );
    expect(pivotedCholesky(Float64Array.of(1, 2, 2, 4), 2).rank).toBe(1);
    expect(pivotedCholesky(new Float64Array(4), 2).rank).toBe(0);
  });
});
