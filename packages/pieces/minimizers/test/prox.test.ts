import fc from 'fast-check';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import { groupShrink, nuclearNorm, projectOnSimplex, singularValueThreshold, soft } from '../src/index.js';

interface Golden {
  A: number[][];
  t: number;
  soft: number[][];
  svt: number[][];
  l21_rows: number[][];
  l21_cols: number[][];
  simplex: number[][];
  nuclear_norm: number;
}

describeGolden<Golden>('baselines/prox_tiny.json', ({ A, t, ...golden }) => {
  const a = Float64Array.from(A.flat());
  it.each([
    ['soft', soft(a, t), golden.soft],
    ['singularValueThreshold', singularValueThreshold(a, 3, t), golden.svt],
    ['groupShrink by rows', groupShrink(a, 3, t, 'rows'), golden.l21_rows],
    ['groupShrink by columns', groupShrink(a, 3, t, 'columns'), golden.l21_cols],
    ['projectOnSimplex', projectOnSimplex(a, 3), golden.simplex],
    ['nuclearNorm', Float64Array.of(nuclearNorm(a, 3)), [golden.nuclear_norm]],
  ] as [string, Float64Array, number[] | number[][]][])('%s', (_, got, wanted) => {
    for (const [i, value] of wanted.flat().entries()) expectClose(got[i] as number, value, 1e-10);
    expect(got.length).toBe(wanted.flat().length);
  });
});

const matrix = (rows: number, columns: number) =>
  fc
    .array(fc.double({ min: -4, max: 4, noNaN: true }), {
      minLength: rows * columns,
      maxLength: rows * columns,
    })
    .map((values) => Float64Array.from(values));
const transposed = (a: Float64Array, columns: number) => {
  const rows = a.length / columns;
  return a.map((_, i) => a[(i % rows) * columns + Math.floor(i / rows)] as number);
};
const norms: [string, (a: Float64Array, t: number) => Float64Array, (a: Float64Array) => number][] = [
  ['soft', soft, (a) => a.reduce((sum, v) => sum + Math.abs(v), 0)],
  ['singularValueThreshold', (a, t) => singularValueThreshold(a, 3, t), (a) => nuclearNorm(a, 3)],
  [
    'groupShrink',
    (a, t) => groupShrink(a, 3, t, 'rows'),
    (a) => [0, 3, 6, 9].reduce((sum, from) => sum + Math.hypot(...a.subarray(from, from + 3)), 0),
  ],
];

describe('proximal operators', () => {
  it.each(norms)('%s minimizes ½‖B − A‖² + t·norm(B)', (_, prox, norm) => {
    fc.assert(
      fc.property(
        matrix(4, 3),
        matrix(4, 3),
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        (a, other, t) => {
          const cost = (b: Float64Array) =>
            b.reduce((sum, v, i) => sum + (v - (a[i] as number)) ** 2 / 2, 0) + t * norm(b);
          const b = prox(a, t);
          for (const share of [1, 0.1, 0.001])
            expect(cost(b)).toBeLessThanOrEqual(
              cost(b.map((v, i) => v + share * (other[i] as number))) + 1e-9,
            );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('treat columns as the rows of the transpose', () => {
    fc.assert(
      fc.property(matrix(4, 3), (a) => {
        const [rows, columns] = [
          groupShrink(transposed(a, 3), 4, 1, 'rows'),
          groupShrink(a, 3, 1, 'columns'),
        ];
        for (const [i, value] of transposed(columns, 3).entries())
          expectClose(rows[i] as number, value, 1e-12);
        expectClose(nuclearNorm(a, 3), nuclearNorm(transposed(a, 3), 4), 1e-9);
        for (const [i, value] of singularValueThreshold(a, 3, 0, 'hard').entries())
          expectClose(value, a[i] as number, 1e-9);
      }),
    );
  });

  it('projectOnSimplex gives the nearest label distribution, and leaves one as it is', () => {
    fc.assert(
      fc.property(matrix(2, 5), matrix(2, 5), (a, other) => {
        const p = projectOnSimplex(a, 5);
        for (const from of [0, 5]) {
          expect(Math.min(...p.subarray(from, from + 5))).toBeGreaterThanOrEqual(0);
          expectClose(
            p.subarray(from, from + 5).reduce((x, y) => x + y, 0),
            1,
            1e-12,
          );
        }
        const distance = (q: Float64Array) => q.reduce((sum, v, i) => sum + (v - (a[i] as number)) ** 2, 0);
        expect(distance(p)).toBeLessThanOrEqual(distance(projectOnSimplex(other, 5)) + 1e-9);
        for (const [i, value] of projectOnSimplex(p, 5).entries()) expectClose(value, p[i] as number, 1e-12);
      }),
    );
  });

  it('refuses singular values of what is not finite', () => {
    expect(() => nuclearNorm(Float64Array.of(1, 2, Number.NaN, 4), 2)).toThrow(/Row 2, column 1/);
  });
});
