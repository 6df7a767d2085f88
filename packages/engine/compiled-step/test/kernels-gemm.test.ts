import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builds, makeArena, seeds, sizes, wholeNumbers } from './arena.js';

/** Strides of a matrix [rows, columns] in an array with `gap` more elements a line, as it is or transposed. */
const stridesOf = (rows: number, columns: number, transposed: boolean, gap: number) =>
  transposed
    ? { row: 1, column: rows + gap, length: columns * (rows + gap) }
    : { row: columns + gap, column: 1, length: rows * (columns + gap) };

describe.each(builds)('gemm, %o', (build) => {
  const { kernels, clear, floats, output, run, read } = makeArena(build);

  const check = (
    [m, n, k]: readonly [number, number, number],
    transposedA: boolean,
    transposedB: boolean,
    gap: number,
    seed: number,
  ) => {
    clear();
    const a = stridesOf(m, k, transposedA, gap);
    const b = stridesOf(k, n, transposedB, gap);
    const aValues = wholeNumbers(a.length, seed);
    const bValues = wholeNumbers(b.length, seed + 1);
    const aAt = floats(aValues);
    const bAt = floats(bValues);
    const c = output(m * n);
    run(() => kernels.gemm(m, n, k, aAt, a.row, a.column, bAt, b.row, b.column, c));
    const expected = Array.from({ length: m * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      let sum = 0;
      for (let p = 0; p < k; p++)
        sum += (aValues[i * a.row + p * a.column] ?? 0) * (bValues[p * b.row + j * b.column] ?? 0);
      return sum;
    });
    expect(read(c, m * n)).toEqual(expected);
  };

  it('multiplies matrices of any size, strides and transposition', () => {
    fc.assert(
      fc.property(
        fc.tuple(sizes, sizes, sizes),
        fc.boolean(),
        fc.boolean(),
        fc.nat({ max: 3 }),
        seeds,
        check,
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    [3, 9, 1100],
    [1100, 20, 70],
    [5, 300, 513],
    [37, 333, 60],
    [130, 17, 600],
    [64, 100, 600],
    [1500, 20, 40],
  ] as const)('multiplies %i x %i over %i in blocks', (m, n, k) => {
    for (const transposed of [false, true]) {
      check([m, n, k], transposed, false, 0, 1);
      check([m, n, k], transposed, true, 1, 2);
    }
  });

  it('reads a row that is repeated by stride 0', () => {
    clear();
    const a = floats([1, 2]);
    const b = floats([3, 4, 5, 6]);
    const c = output(6);
    run(() => kernels.gemm(3, 2, 2, a, 0, 1, b, 2, 1, c));
    expect(read(c, 6)).toEqual([13, 16, 13, 16, 13, 16]);
  });
});
