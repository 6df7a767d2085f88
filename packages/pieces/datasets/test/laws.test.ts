import {
  applyStandardiser,
  headAndTail,
  kFold,
  labelMass,
  type Matrix,
  minMaxScaler,
  numpyPermutation,
  rowsOf,
  type SamplingValues,
  sampleImbalanced,
  standardiser,
  validationSplit,
} from '@ildl/datasets';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caught } from './caught.js';
import { csr, dense } from './dense.js';

const ascending = (rows: Int32Array) => rows.every((row, k) => k === 0 || row > (rows[k - 1] as number));
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('numpyPermutation', () => {
  it('is a permutation that depends on nothing but n and seed', () => {
    fc.assert(
      fc.property(fc.nat(300), seeds, (n, seed) => {
        const order = numpyPermutation(n, seed);
        expect(Array.from(order).sort((a, b) => a - b)).toEqual(range(n));
        expect(numpyPermutation(n, seed)).toEqual(order);
      }),
    );
  });

  it('refuses what NumPy does not take', () => {
    for (const [n, seed] of [
      [-1, 0],
      [1.5, 0],
      [2 ** 31, 0],
      [3, -1],
      [3, 2 ** 32],
      [3, 0.5],
    ] as const) {
      expect(caught(() => numpyPermutation(n, seed)).code).toBe('ILDL_DATA_OPTION');
    }
  });
});

describe('kFold', () => {
  it('tests every row once, in folds of nearly equal size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(100), seeds, (folds, more, seed) => {
        const rows = folds + more;
        const split = kFold(rows, { folds, seed });
        expect(split.flatMap(({ test }) => Array.from(test)).sort((a, b) => a - b)).toEqual(range(rows));
        for (const [fold, { train, test }] of split.entries()) {
          expect(test.length).toBe(Math.floor(rows / folds) + (fold < rows % folds ? 1 : 0));
          expect(ascending(train) && ascending(test)).toBe(true);
          expect([...train, ...test].sort((a, b) => a - b)).toEqual(range(rows));
        }
      }),
    );
  });

  it('refuses fewer rows than folds, and no folds', () => {
    expect(caught(() => kFold(9)).code).toBe('ILDL_DATA_FOLDS');
    expect(caught(() => kFold(9)).message).toContain('9 rows do not make 10 folds');
    for (const folds of [0, 1, 2.5, -3])
      expect(caught(() => kFold(9, { folds })).code).toBe('ILDL_DATA_FOLDS');
  });
});

describe('validationSplit', () => {
  it('divides the rows', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(1000), { maxLength: 100 }),
        fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true }),
        seeds,
        (rows, fraction, seed) => {
          const { train, valid } = validationSplit(rows, { fraction, seed });
          expect(ascending(train) && ascending(valid)).toBe(true);
          expect([...train, ...valid].sort((a, b) => a - b)).toEqual([...rows].sort((a, b) => a - b));
          expect(Math.abs(valid.length - fraction * rows.length)).toBeLessThanOrEqual(1);
          if (rows.length >= 2) expect(Math.min(train.length, valid.length)).toBeGreaterThanOrEqual(1);
          expect(validationSplit([...rows].reverse(), { fraction, seed })).toEqual({ train, valid });
        },
      ),
    );
  });

  it('takes a ninth and draws by the seed', () => {
    const rows = range(126);
    expect(validationSplit(rows).valid.length).toBe(14);
    expect(validationSplit(rows, { seed: 1 }).valid).not.toEqual(validationSplit(rows, { seed: 2 }).valid);
    expect(validationSplit([7]).valid.length).toBe(0);
    for (const fraction of [0, 1, -1, Number.NaN]) {
      expect(caught(() => validationSplit(rows, { fraction })).code).toBe('ILDL_DATA_OPTION');
    }
  });
});

const distribution = (labels: number) =>
  fc
    .array(fc.nat(4), { minLength: labels, maxLength: labels })
    .map((parts) => (parts.some((part) => part > 0) ? parts : parts.map(() => 1)))
    .map((parts) => parts.map((part) => part / parts.reduce((sum, other) => sum + other)));

describe('sampleImbalanced', () => {
  it('keeps the rows of the rule and each label at its largest', () => {
    const problem = fc.integer({ min: 2, max: 4 }).chain((labels) =>
      fc.record({
        rows: fc.array(distribution(labels), { minLength: 1, maxLength: 30 }),
        values: fc.tuple(
          fc.double({ min: 0, max: 4, noNaN: true }),
          fc.double({ min: 0, max: 4, noNaN: true }),
          fc.nat(labels - 1),
          fc.nat(labels - 1),
        ),
      }),
    );
    fc.assert(
      fc.property(problem, ({ rows, values }) => {
        const [a, b, c, d] = values;
        const labels = dense(rows);
        const train = range(rows.length).filter((row) => row % 3 !== 1);
        const kept = sampleImbalanced(labels, train, values);
        const degree = (row: number, label: number) => rows[row]?.[label] as number;
        const byRule = train.filter(
          (row) => degree(row, c) < a / labels.columns && degree(row, d) > b / labels.columns,
        );
        const tops = range(labels.columns).map((label) => {
          const most = Math.max(...train.map((row) => degree(row, label)));
          return train.find((row) => degree(row, label) === most) as number;
        });
        expect(Array.from(kept)).toEqual([...new Set([...byRule, ...tops])].sort((p, q) => p - q));
      }),
    );
  });

  it('compares strictly', () => {
    const labels = dense([
      [0.5, 0.5],
      [0.25, 0.75],
      [0, 1],
      [1, 0],
    ]);
    // y[0] < 0.5 and y[1] > 0.75 holds for row 2 only; rows 2 and 3 are the largest of their labels.
    expect(Array.from(sampleImbalanced(labels, range(4), [1, 1.5, 0, 1]))).toEqual([2, 3]);
    expect(Array.from(sampleImbalanced(labels, range(4), [1.001, 0.999, 0, 1]))).toEqual([0, 1, 2, 3]);
  });

  it('refuses what names no label or row', () => {
    const labels = dense([[0.5, 0.5]]);
    const wrong: SamplingValues[] = [
      [1, 1, 2, 0],
      [1, 1, 0, -1],
      [1, 1, 0.5, 0],
      [Number.NaN, 1, 0, 1],
      [1, Number.POSITIVE_INFINITY, 0, 1],
    ];
    for (const values of wrong) {
      expect(caught(() => sampleImbalanced(labels, [0], values)).code).toBe('ILDL_DATA_OPTION');
    }
    expect(caught(() => sampleImbalanced(labels, [1], [1, 1, 0, 1])).code).toBe('ILDL_DATA_OPTION');
  });
});

describe('labelMass and headAndTail', () => {
  it('sums columns over rows', () => {
    const labels = dense([
      [0.25, 0.75],
      [1, 0],
      [0.5, 0.5],
    ]);
    expect(Array.from(labelMass(labels))).toEqual([1.75, 1.25]);
    expect(Array.from(labelMass(labels, [0, 2]))).toEqual([0.75, 1.25]);
    expect(caught(() => labelMass(labels, [3])).code).toBe('ILDL_DATA_OPTION');
  });

  it('takes as tail what is within ten times the rarest', () => {
    expect(headAndTail([1, 10, 10.001, 5])).toEqual({ head: [2], tail: [0, 1, 3] });
    expect(headAndTail([3, 3])).toEqual({ head: [], tail: [0, 1] });
    expect(headAndTail([0, 3])).toEqual({ head: [1], tail: [0] });
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (mass) => {
        const { head, tail } = headAndTail(mass);
        expect([...head, ...tail].sort((a, b) => a - b)).toEqual(range(mass.length));
        expect(tail.length).toBeGreaterThan(0);
      }),
    );
  });
});

const value = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  fc.double({ min: -1e3, max: 1e3, noNaN: true }),
);
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((columns) =>
    fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { minLength: 2, maxLength: 20 }),
  );

describe('standardiser', () => {
  it('gives mean 0 and deviation 1 on its rows, for dense and sparse alike', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const some = range(rows.length).filter((row) => row % 4 !== 3);
        const results = [dense(rows), csr(rows)].map((matrix: Matrix) => {
          const statistics = standardiser(matrix, some);
          return { statistics, z: applyStandardiser(rowsOf(matrix, some), statistics) };
        });
        const [fromDense, fromCsr] = results as [(typeof results)[0], (typeof results)[0]];
        fromDense.z.values.forEach((z, p) => {
          expect(fromCsr.z.values[p]).toBeCloseTo(z, 6);
        });
        for (let column = 0; column < (rows[0]?.length ?? 0); column++) {
          const z = some.map((_, k) => fromDense.z.values[k * fromDense.z.columns + column] as number);
          const original = some.map((row) => rows[row]?.[column] as number);
          const mean = z.reduce((sum, x) => sum + x, 0) / z.length;
          const deviation = Math.sqrt(z.reduce((sum, x) => sum + (x - mean) ** 2, 0) / z.length);
          const spread = Math.max(...original) - Math.min(...original);
          if (spread === 0) expect(z.every((x) => x === 0)).toBe(true);
          else if (spread > 1e-3) {
            expect(mean).toBeCloseTo(0, 8);
            expect(deviation).toBeCloseTo(1, 8);
          }
        }
      }),
    );
  });

  it('keeps its digits far from 0', () => {
    const { shift, scale } = standardiser(dense([[1e9 + 1], [1e9 + 2], [1e9 + 3]]));
    expect(shift[0]).toBe(1e9 + 2);
    expect(scale[0]).toBeCloseTo(1 / Math.sqrt(2 / 3), 12);
  });

  it('makes 0 of a constant feature, also where other rows differ, and of what has no finite variance', () => {
    const matrix = dense([
      [0.1, 0, 1e300, 0],
      [0.1, 0, -1e300, 1e-160],
      [0.1, 0, 1e300, 0],
      [5, 7, 1, 1e-160],
    ]);
    for (const kind of [
      matrix,
      csr(range(4).map((row) => Array.from(matrix.values.slice(4 * row, 4 * row + 4)))),
    ]) {
      const statistics = standardiser(kind, [0, 1, 2]);
      expect(Array.from(statistics.scale)).toEqual([0, 0, 0, 0]);
      expect(applyStandardiser(rowsOf(kind, range(4)), statistics).values.every((z) => z === 0)).toBe(true);
      expect(statistics.shift.every(Number.isFinite)).toBe(true);
    }
  });

  it('takes statistics of the given rows only', () => {
    const matrix = dense([[1], [3], [1000]]);
    expect(standardiser(matrix, [0, 1])).toEqual({ shift: Float64Array.of(2), scale: Float64Array.of(1) });
    expect(Array.from(applyStandardiser(matrix, standardiser(matrix, [0, 1])).values)).toEqual([-1, 1, 998]);
  });

  it('refuses no rows and other features', () => {
    expect(caught(() => standardiser(dense([[1]]), [])).code).toBe('ILDL_DATA_EMPTY');
    expect(caught(() => standardiser(dense([[1]]), [1])).code).toBe('ILDL_DATA_OPTION');
    const statistics = standardiser(dense([[1]]));
    expect(caught(() => applyStandardiser(dense([[1, 2]]), statistics)).code).toBe('ILDL_DATA_OPTION');
  });
});

describe('minMaxScaler', () => {
  it('brings its rows to [0, 1], both ends taken, for dense and sparse alike', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const some = range(rows.length).filter((row) => row % 4 !== 3);
        const [fromDense, fromCsr] = [dense(rows), csr(rows)].map((matrix: Matrix) =>
          Array.from(applyStandardiser(rowsOf(matrix, some), minMaxScaler(matrix, some)).values),
        ) as [number[], number[]];
        expect(fromCsr).toEqual(fromDense);
        const columns = rows[0]?.length ?? 0;
        for (let column = 0; column < columns; column++) {
          const z = some.map((_, k) => fromDense[k * columns + column] as number);
          const original = some.map((row) => rows[row]?.[column] as number);
          const spread = Math.max(...original) - Math.min(...original);
          if (spread === 0) expect(z.every((x) => x === 0)).toBe(true);
          else if (spread > 1e-3) {
            expect(Math.min(...z)).toBe(0);
            expect(Math.max(...z)).toBeCloseTo(1, 12);
          }
        }
      }),
    );
  });

  it('lets other rows leave the range', () => {
    const matrix = dense([[1], [3], [5], [0]]);
    expect(Array.from(applyStandardiser(matrix, minMaxScaler(matrix, [0, 1])).values)).toEqual([
      0, 1, 2, -0.5,
    ]);
  });

  it('makes 0 of a constant feature and refuses no rows', () => {
    expect(minMaxScaler(dense([[7], [7]]))).toEqual({ shift: Float64Array.of(7), scale: Float64Array.of(0) });
    expect(caught(() => minMaxScaler(dense([[1]]), [])).code).toBe('ILDL_DATA_EMPTY');
    expect(caught(() => minMaxScaler(dense([[1]]), [1])).code).toBe('ILDL_DATA_OPTION');
  });
});
