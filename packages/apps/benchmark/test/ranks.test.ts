import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regimeOf } from '../src/regime.js';
import type { Cell } from '../src/result.js';
import { incompleteBeta } from '../src/statistics/incomplete-beta.js';
import { incompleteGamma } from '../src/statistics/incomplete-gamma.js';
import { averageRanks, compareTo, friedmanTest, nemenyiDifference, winTieLoss } from '../src/statistics.js';

const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);

function cell(dataset: string, method: string, fold: number, score: number | undefined): Cell {
  return {
    config: {
      method: { id: method, options: {}, identity: '0.1.0' },
      dataset: { name: dataset, sha256: dataset, rows: 100, features: 3, labels: 2 },
      regime: regimeOf({ protocol: 'sampled', validation: 'sampled' }),
      folds: 3,
      fold,
      seed: 0,
      engine: { backend: 'cpu', version: '4.22.0', threads: 1 },
    },
    ...(score === undefined
      ? { status: 'diverged' as const, reason: 'The loss is NaN.' }
      : { status: 'done' as const, metrics: { all: { kl: score, cosine: 1 - score } } }),
    rows: { train: 80, valid: 10, test: 10 },
    labelMass: { before: [60, 20], after: [70, 10] },
    epochs: [],
    timing: { seconds: 1, date: '2026-11-24T00:00:00.000Z' },
  };
}

/** Scores by dataset and method: three folds around each. */
const cellsOf = (scores: Readonly<Record<string, Readonly<Record<string, number | undefined>>>>): Cell[] =>
  Object.entries(scores).flatMap(([dataset, methods]) =>
    Object.entries(methods).flatMap(([method, score]) =>
      [-1, 0, 1].map((step, fold) =>
        cell(dataset, method, fold, score === undefined ? undefined : score + step / 1024),
      ),
    ),
  );

const scores = {
  movie: { amema: 0.25, rda: 0.5, uniform: 0.5, broken: 0.25 },
  emotion6: { amema: 0.75, rda: 0.5, uniform: 0.625, broken: undefined },
};

describe('incompleteGamma', () => {
  // scipy.special.gammaincc of SciPy 1.17.1.
  it.each([
    [0.5, 0.02, 0.841480581121794],
    [0.5, 1.4, 0.09426430684121058],
    [0.5, 1.6, 0.07363827012030258],
    [0.5, 20, 2.5396285894708634e-10],
    [1, 3, 0.04978706836786395],
    [2.5, 0.3, 0.9880032427940937],
    [2.5, 3.4, 0.2359445376945211],
    [2.5, 3.6, 0.2061859197095561],
    [7, 30, 1.1731942002346981e-7],
    [9.5, 10.4, 0.34795643547828353],
    [9.5, 10.6, 0.3258558170509772],
    [12, 100, 1.0457262607030531e-29],
  ])('Q(%d, %d) is %d', (a, x, expected) => {
    expect(relative(incompleteGamma(a, x), expected)).toBeLessThan(1e-12);
  });

  it('is 1 at 0 and 0 at infinity', () => {
    expect(incompleteGamma(1.5, 0)).toBe(1);
    expect(incompleteGamma(1.5, Number.POSITIVE_INFINITY)).toBe(0);
  });
});

describe('incompleteBeta', () => {
  // scipy.stats.f.sf of SciPy 1.17.1.
  it.each([
    [1, 1, 1, 0.5000000000000001],
    [3.5, 2, 6, 0.09831588529813383],
    [0.2, 5, 10, 0.9551917702464295],
    [9.28, 3, 39, 9.272804731987606e-5],
    [40, 14, 28, 9.097302437628758e-15],
    [2.1, 19, 95, 0.010100773855773378],
    [1.0001, 11, 22, 0.4765825239856563],
  ])('gives P(F ≥ %d) for %d and %d degrees of freedom', (f, d1, d2, expected) => {
    const total = d2 + d1 * f;
    expect(relative(incompleteBeta(d2 / total, (d1 * f) / total, d2 / 2, d1 / 2), expected)).toBeLessThan(
      1e-12,
    );
  });
});

describe('averageRanks', () => {
  it('ranks by the mean in each setting, averages ties, and puts what has no score last', () => {
    const { methods, settings, leftOut } = averageRanks(cellsOf(scores), 'kl');
    expect(settings.map(({ dataset }) => dataset)).toEqual(['emotion6', 'movie']);
    expect(methods).toEqual(
      [
        { method: 'rda', ranks: [1, 3.5], average: 2.25 },
        { method: 'amema', ranks: [3, 1.5], average: 2.25 },
        { method: 'uniform', ranks: [2, 3.5], average: 2.75 },
        { method: 'broken', ranks: [4, 1.5], average: 2.75 },
      ].sort((a, b) => a.average - b.average || (a.method < b.method ? -1 : 1)),
    );
    expect(leftOut).toEqual([]);
  });

  it('knows where higher is better', () => {
    const byMethod = (metric: string) =>
      Object.fromEntries(averageRanks(cellsOf(scores), metric).methods.map((one) => [one.method, one.ranks]));
    expect(byMethod('cosine')).toEqual(byMethod('kl'));
  });

  it('leaves out what did not run everywhere', () => {
    const { methods, leftOut } = averageRanks(
      cellsOf({ ...scores, movie: { ...scores.movie, extra: 0.1 } }),
      'kl',
    );
    expect(leftOut).toEqual(['extra']);
    expect(methods.flatMap(({ ranks }) => ranks).reduce((sum, rank) => sum + rank, 0)).toBe(2 * 10);
  });

  it('has no settings where no cell has the label group', () => {
    expect(averageRanks(cellsOf(scores), 'kl', 'tail').settings).toEqual([]);
  });

  it('refuses a metric without a direction', () => {
    expect(() => averageRanks(cellsOf(scores), 'beauty')).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringContaining('"beauty"') }),
    );
  });

  it('gives ranks that add up to the same in every setting', () => {
    const score = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.tuple(score, score, score), { minLength: 1, maxLength: 4 }), (rows) => {
        const { methods } = averageRanks(
          cellsOf(Object.fromEntries(rows.map(([a, b, c], i) => [`d${i}`, { a, b, c, d: 3 }]))),
          'kl',
        );
        for (const i of rows.keys())
          expect(methods.reduce((sum, { ranks }) => sum + (ranks[i] as number), 0)).toBe(10);
      }),
      { numRuns: 50 },
    );
  });
});

describe('friedmanTest', () => {
  it('agrees with scipy.stats.friedmanchisquare (SciPy 1.17.1), also where there are ties', () => {
    const without = friedmanTest([
      [4, 5, 5, 5],
      [5, 4, 4, 4],
      [3, 3, 3, 3],
      [2, 2, 2, 2],
      [1, 1, 1, 1],
    ]);
    expect(without?.chiSquare).toBeCloseTo(15.4, 12);
    expect(without?.p).toBeCloseTo(0.003939596491115125, 14);
    expect(without?.f).toBeCloseTo(77, 9);
    expect(relative(without?.fP ?? 0, 1.8840694427489172e-8)).toBeLessThan(1e-9);
    expect(without).toMatchObject({ degreesOfFreedom: 4, fDegreesOfFreedom: [4, 12] });
    const tied = friedmanTest([
      [1.5, 2.5, 2.5, 1.5, 3.5],
      [1.5, 1, 2.5, 4, 3.5],
      [3.5, 2.5, 1, 1.5, 1],
      [3.5, 4, 4, 3, 2],
    ]);
    expect(tied?.chiSquare).toBeCloseTo(3.5454545454545343, 12);
    expect(tied?.p).toBeCloseTo(0.31491449364052443, 12);
    expect(tied?.f).toBeCloseTo(1.238095238095233, 12);
    expect(tied?.fP).toBeCloseTo(0.33893094316087535, 12);
  });

  it('is certain where every dataset ranks alike', () => {
    const ranks = [3, 1, 2, 4, 5, 6].map((rank) => [rank, rank, rank]);
    expect(friedmanTest(ranks)).toMatchObject({ f: Number.POSITIVE_INFINITY, fP: 0 });
    expect(friedmanTest(ranks)?.chiSquare).toBeCloseTo(15, 12);
  });

  it('is undefined below two methods or datasets, and where all is tied', () => {
    expect(friedmanTest([])).toBeUndefined();
    expect(friedmanTest([[1, 1]])).toBeUndefined();
    expect(friedmanTest([[1], [2]])).toBeUndefined();
    expect(
      friedmanTest([
        [1.5, 1.5],
        [1.5, 1.5],
      ]),
    ).toBeUndefined();
  });

  it('refuses methods with different numbers of ranks', () => {
    expect(() => friedmanTest([[1, 2], [2]])).toThrow(expect.objectContaining({ code: 'ILDL_RANKS' }));
  });
});

describe('nemenyiDifference', () => {
  /** q of a level, from the critical difference on as many datasets as make its factor 1. */
  const q = (methods: number, level: number) =>
    (nemenyiDifference(methods, 2, level) ?? Number.NaN) / Math.sqrt((methods * (methods + 1)) / 12);

  // Table 5(a) of Demšar 2006, for 2 to 10 methods.
  it.each([
    [0.05, [1.96, 2.343, 2.569, 2.728, 2.85, 2.949, 3.031, 3.102, 3.164]],
    [0.1, [1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.78, 2.855, 2.92]],
  ])('has the q of Demšar at %d', (level, expected) => {
    for (const [i, value] of expected.entries())
      expect(Math.abs(q(i + 2, level) - value)).toBeLessThan(0.0011);
  });

  // scipy.stats.studentized_range.ppf(1 - level, k, inf) / sqrt(2) of SciPy 1.17.1.
  it.each([
    [2, 0.05, 1.9599639845400534],
    [4, 0.05, 2.569031772546482],
    [11, 0.05, 3.2186536073291525],
    [20, 0.05, 3.5437991315177815],
    [3, 0.1, 2.0522927304967755],
    [15, 0.1, 3.1591988189088367],
    [20, 0.1, 3.319233059548415],
  ])('for %d methods at %d has q = %d', (methods, level, expected) => {
    expect(q(methods, level)).toBeCloseTo(expected, 8);
  });

  it('has the critical differences of Demšar’s example', () => {
    expect(nemenyiDifference(4, 14)).toBeCloseTo(1.25, 2);
    expect(nemenyiDifference(4, 14, 0.1)).toBeCloseTo(1.12, 2);
  });

  it('is undefined below two methods or datasets, and refuses a level that is none', () => {
    expect(nemenyiDifference(1, 6)).toBeUndefined();
    expect(nemenyiDifference(5, 1)).toBeUndefined();
    expect(() => nemenyiDifference(5, 6, 1)).toThrow(expect.objectContaining({ code: 'ILDL_OPTION' }));
  });
});

describe('winTieLoss', () => {
  it('counts the marks of both tests over the settings', () => {
    const cells = cellsOf({
      movie: { amema: 0.25, rda: 0.5, uniform: 0.125 },
      emotion6: { amema: 0.25, rda: 0.25, uniform: undefined },
    });
    const counts = winTieLoss(compareTo('amema', cells)).filter(({ metric }) => metric === 'kl');
    expect(counts).toEqual([
      {
        reference: 'amema',
        method: 'rda',
        metric: 'kl',
        labels: 'all',
        paired: { wins: 1, ties: 1, losses: 0, untested: 0 },
        corrected: { wins: 1, ties: 1, losses: 0, untested: 0 },
      },
      {
        reference: 'amema',
        method: 'uniform',
        metric: 'kl',
        labels: 'all',
        paired: { wins: 0, ties: 0, losses: 1, untested: 1 },
        corrected: { wins: 0, ties: 0, losses: 1, untested: 1 },
      },
    ]);
    expect(winTieLoss([])).toEqual([]);
  });
});
