import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../tools/expect-close.js';
import { cholesky, matmulTransposed, solveLower, solveUpper, transpose, triangleOf } from '../src/index.js';

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
});
