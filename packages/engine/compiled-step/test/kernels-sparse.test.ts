import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builds, makeArena, seeds, wholeNumbers } from './arena.js';

/** A sparse matrix [height, width] as CSR and dense. */
const sparseMatrix = (height: number, width: number, seed: number) => {
  const dense = wholeNumbers(height * width, seed).map((value, i) => ((i * 31 + seed) % 5 === 0 ? value : 0));
  const rowPointers = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const value = dense[i * width + j] as number;
      if (value !== 0) {
        columns.push(j);
        values.push(value);
      }
    }
    rowPointers.push(columns.length);
  }
  return { dense, rowPointers, columns, values };
};

const problems = fc.record({
  height: fc.integer({ min: 1, max: 12 }),
  width: fc.integer({ min: 1, max: 30 }),
  h: fc.oneof(fc.nat({ max: 9 }), fc.constantFrom(20, 33, 57, 100)),
  batch: fc.option(fc.array(fc.nat(), { maxLength: 10 }), { nil: undefined }),
  seed: seeds,
});

describe.each(builds)('sparse products, %o', (build) => {
  const { kernels, clear, floats, integers, output, inPlace, run, read, readIntegers } = makeArena(build);

  const place = ({
    height,
    width,
    batch,
    seed,
  }: {
    height: number;
    width: number;
    batch: number[] | undefined;
    seed: number;
  }) => {
    clear();
    const matrix = sparseMatrix(height, width, seed);
    const index = batch?.map((at) => at % height);
    const rows = index ?? Array.from({ length: height }, (_, i) => i);
    return {
      rows: rows.map((row) => matrix.dense.slice(row * width, (row + 1) * width)),
      pointers: [
        index ? integers(index) : 0,
        integers(matrix.rowPointers),
        integers(matrix.columns),
        floats(matrix.values),
      ] as const,
    };
  };

  it('multiplies rows of a sparse matrix by a dense one', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { width, h, seed } = problem;
        const { rows, pointers } = place(problem);
        const w = wholeNumbers(width * h, seed + 1);
        const wAt = floats(w);
        const out = output(rows.length * h);
        run(() => kernels.spmm(rows.length, h, ...pointers, wAt, out));
        const expected = rows.flatMap((row) =>
          Array.from({ length: h }, (_, j) =>
            row.reduce((sum, value, i) => sum + value * (w[i * h + j] as number), 0),
          ),
        );
        expect(read(out, rows.length * h)).toEqual(expected);
      }),
    );
  });

  it('multiplies the transpose, with rows for touched columns only, and again', () => {
    fc.assert(
      fc.property(problems, fc.nat({ max: 8 }), (problem, later) => {
        const { width, h, seed } = problem;
        const { rows, pointers } = place(problem);
        const zeroRow = floats(Array(h).fill(0));
        const rowOf = inPlace(integers(Array(width).fill(zeroRow)), width);
        const touched = inPlace(integers([0, ...Array(width).fill(-1)]), width + 1);
        const compact = output(width * h);
        const out = output(width * h);
        const squares = output(1);
        // The second call finds the traces of the first.
        for (const count of [rows.length, Math.min(later, rows.length)]) {
          const g = wholeNumbers(count * h, seed + count);
          const gAt = floats(g);
          run(() => kernels.spmmTransposed(count, h, ...pointers, gAt, rowOf, touched, zeroRow, compact));
          run(() => kernels.expandRows(width, h, rowOf, out));
          const used = rows.slice(0, count);
          const expected = Array.from({ length: width * h }, (_, at) =>
            used.reduce(
              (sum, row, i) => sum + (row[Math.floor(at / h)] as number) * (g[i * h + (at % h)] as number),
              0,
            ),
          );
          expect(read(out, width * h)).toEqual(expected);
          run(() => kernels.sumOfSquares(touched, h, compact, squares));
          const sum = expected.reduce((total, value) => total + value * value, 0);
          expect(Math.abs((read(squares, 1)[0] as number) - sum)).toBeLessThanOrEqual(1e-6 * sum);

          const filled = Array.from({ length: width }, (_, j) => j).filter((j) =>
            used.some((row) => row[j] !== 0),
          );
          const [listed = 0, ...list] = readIntegers(touched, width + 1);
          expect(list.slice(0, listed).sort((a, b) => a - b)).toEqual(filled);
          readIntegers(rowOf, width).forEach((row, j) => {
            expect(row === zeroRow).toBe(!filled.includes(j) || (h === 0 && zeroRow === compact));
          });
        }
      }),
    );
  });
});
