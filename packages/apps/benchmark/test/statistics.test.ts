import fc from 'fast-check';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import { regimeOf } from '../src/regime.js';
import type { Cell, CellConfig } from '../src/result.js';
import {
  compareTo,
  correctedResampledTTest,
  groupCells,
  mean,
  nameCells,
  pairedTTest,
  populationDeviation,
  summarise,
} from '../src/statistics.js';

/** A pair of samples whose paired t-test has the given t and n − 1 degrees of freedom. */
function samplesOf(t: number, degreesOfFreedom: number): [number[], number[]] {
  const n = degreesOfFreedom + 1;
  const raw = Array.from({ length: n }, (_, i) => i);
  const centre = (n - 1) / 2;
  const deviation = Math.sqrt(raw.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (n - 1));
  return [raw.map((x) => (x - centre) / deviation + t / Math.sqrt(n)), raw.map(() => 0)];
}

type Overrides = Omit<Partial<Cell>, 'config'> & {
  config?: Partial<Omit<CellConfig, 'method' | 'dataset'>>;
  method?: Partial<CellConfig['method']>;
  dataset?: Partial<CellConfig['dataset']>;
};

function cell(
  { config, method, dataset, ...rest }: Overrides,
  scores: Record<string, number> = { kl: 0.5 },
): Cell {
  return {
    config: {
      method: { id: 'amema', options: { gamma: 0.001 }, identity: '0.1.0', ...method },
      dataset: { name: 'movie', sha256: 'a1b2c3d4e5', rows: 100, features: 3, labels: 2, ...dataset },
      regime: regimeOf({ protocol: 'sampled', validation: 'sampled' }),
      folds: 10,
      fold: 0,
      seed: 0,
      engine: { backend: 'cpu', version: '4.22.0', threads: 1 },
      ...config,
    },
    status: 'done',
    metrics: { all: scores },
    rows: { train: 80, valid: 10, test: 10 },
    labelMass: { before: [60, 20], after: [70, 10] },
    epochs: [],
    timing: { seconds: 1, date: '2026-11-24T00:00:00.000Z' },
    ...rest,
  };
}

function folds(id: string, values: readonly number[], metric = 'kl', seed = 0): Cell[] {
  return values.map((value, fold) => cell({ method: { id }, config: { fold, seed } }, { [metric]: value }));
}

describe('mean and populationDeviation', () => {
  it('divide by n', () => {
    expect(mean([1, 2, 3, 6])).toBe(3);
    expect(populationDeviation([1, 2, 3, 6])).toBeCloseTo(Math.sqrt(14 / 4), 15);
    expect(populationDeviation([7])).toBe(0);
    expect(mean([])).toBeNaN();
  });
});

describe('pairedTTest', () => {
  // 2·scipy.stats.t.sf(t, df) of SciPy 1.17.1.
  it.each([
    [3, 0.5, 0.651447964848151],
    [3, 40, 3.4380680789158506e-5],
    [9, 0.01, 0.9922394455363253],
    [9, 1, 0.3434363961379136],
    [9, 2.2621571628540993, 0.04999999999543219],
    [9, 5, 0.0007389679098032426],
    [9, 40, 1.8982998449339822e-11],
    [10, 0.5, 0.627893605742973],
    [29, 5, 2.536631573542329e-5],
    [99, 1, 0.3197484741393014],
    [99, 40, 6.385085160287251e-63],
    [1000, 2.2621571628540993, 0.023901642570293785],
    [100000, 1, 0.3173129275641102],
    [100000, 5, 5.742701678641679e-7],
  ])('has the tail of Student’s distribution at %d degrees of freedom and t = %d', (df, t, p) => {
    const test = pairedTTest(...samplesOf(t, df));
    expect(test?.degreesOfFreedom).toBe(df);
    expect((test?.t ?? Number.NaN) / t).toBeCloseTo(1, 10);
    expect((test?.p ?? Number.NaN) / p).toBeCloseTo(1, 8);
  });

  it('has the closed forms of one and two degrees of freedom', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1000, noNaN: true }), (t) => {
        // 1 − (2/π)·atan t and 1 − t/√(2 + t²), written without cancellation.
        expect((pairedTTest(...samplesOf(t, 1))?.p ?? 0) / ((2 / Math.PI) * Math.atan2(1, t))).toBeCloseTo(
          1,
          9,
        );
        const root = Math.sqrt(2 + t * t);
        expect((pairedTTest(...samplesOf(t, 2))?.p ?? 0) / (2 / (root * (root + t)))).toBeCloseTo(1, 9);
      }),
    );
  });

  it('agrees with scipy.stats.ttest_rel (SciPy 1.17.1)', () => {
    const test = pairedTTest(
      [0.1703, 0.1688, 0.1751, 0.1642, 0.1719, 0.1695, 0.173, 0.1677, 0.1712, 0.1665],
      [0.1752, 0.1701, 0.1739, 0.1688, 0.179, 0.1742, 0.1725, 0.1731, 0.1764, 0.1698],
    );
    expect(test?.t).toBeCloseTo(-4.032240733396302, 10);
    expect(test?.p).toBeCloseTo(0.0029629686819639066, 12);
  });

  it('knows the degenerate samples', () => {
    expect(pairedTTest([1, 2, 3], [1, 2, 3])).toEqual({ t: 0, degreesOfFreedom: 2, p: 1 });
    expect(pairedTTest([2, 3, 4], [1, 2, 3])).toEqual({
      t: Number.POSITIVE_INFINITY,
      degreesOfFreedom: 2,
      p: 0,
    });
    expect(pairedTTest([1], [2])).toBeUndefined();
    expect(pairedTTest([], [])).toBeUndefined();
    expect(pairedTTest([1, Number.NaN], [2, 3])?.p).toBeNaN();
    expect(pairedTTest([1, Number.POSITIVE_INFINITY], [2, 3])?.p).toBeNaN();
    expect(() => pairedTTest([1, 2], [1])).toThrow(expect.objectContaining({ code: 'ILDL_PAIRS' }));
  });

  it('is antisymmetric, and p is a probability that falls with |t|', () => {
    const sample = fc.array(
      fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.integer({ min: -3, max: 3 })),
      {
        minLength: 2,
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(sample, (rows) => {
        const a = rows.map(([x]) => x);
        const b = rows.map(([, x]) => x);
        const one = pairedTTest(a, b);
        const other = pairedTTest(b, a);
        expect(one?.p).toBeGreaterThanOrEqual(0);
        expect(one?.p).toBeLessThanOrEqual(1);
        expect(other?.p).toBe(one?.p);
        expect(other?.t === -(one?.t ?? 0) || other?.t === 0).toBe(true);
        expect(correctedResampledTTest(a, b, 0.1)?.p).toBeGreaterThanOrEqual(one?.p ?? 0);
      }),
    );
  });
});

describe('correctedResampledTTest', () => {
  it('has the variance factor 1/n + test rows / training rows', () => {
    // NumPy and SciPy 1.17.1: d.mean() / sqrt((1/10 + .1/.9) * d.var(ddof=1)), 2 * t.sf(|t|, 9).
    const test = correctedResampledTTest(
      [0.1703, 0.1688, 0.1751, 0.1642, 0.1719, 0.1695, 0.173, 0.1677, 0.1712, 0.1665],
      [0.1752, 0.1701, 0.1739, 0.1688, 0.179, 0.1742, 0.1725, 0.1731, 0.1764, 0.1698],
      0.1,
    );
    expect(test?.t).toBeCloseTo(-2.775178400984654, 10);
    expect(test?.p).toBeCloseTo(0.021570113917550867, 12);
  });

  it('refuses a share that is none', () => {
    for (const testFraction of [0, 1, -0.1, Number.NaN])
      expect(() => correctedResampledTTest([1, 2], [2, 3], testFraction)).toThrow(
        expect.objectContaining({ code: 'ILDL_OPTION' }),
      );
  });
});

describe('summarise', () => {
  it('averages over folds and seeds and counts what diverged or failed', () => {
    const cells = [
      ...folds('rda', [1, 2, 3, 6]),
      cell(
        { method: { id: 'rda' }, config: { fold: 4 }, status: 'diverged', reason: 'loss is NaN' },
        { kl: 99 },
      ),
      cell({ method: { id: 'rda' }, config: { fold: 5 }, status: 'failed' }),
    ];
    expect(summarise(cells)).toEqual([
      {
        dataset: 'movie',
        protocol: 'sampled',
        validation: 'sampled',
        folds: 10,
        method: 'rda',
        metric: 'kl',
        labels: 'all',
        mean: 3,
        std: Math.sqrt(3.5),
        n: 4,
        diverged: 1,
        failed: 1,
      },
    ]);
  });

  it('keeps a method that never finished, and shows a score that is not finite', () => {
    const cells = [
      ...folds('rda', [1, 2]),
      cell({ method: { id: 'ofr-fl' }, status: 'diverged' }),
      // As read from JSON, where NaN is null.
      cell({ method: { id: 'sa-bfgs' } }, JSON.parse('{"kl":null}')),
    ].map(({ metrics, ...rest }) => (rest.status === 'done' ? { ...rest, metrics } : rest) as Cell);
    const rows = summarise(cells);
    expect(rows.map(({ method, n, diverged }) => [method, n, diverged])).toEqual([
      ['ofr-fl', 0, 1],
      ['rda', 2, 0],
      ['sa-bfgs', 1, 0],
    ]);
    expect(rows[0]?.mean).toBeNaN();
    expect(rows[2]?.mean).toBeNaN();
  });

  it('has the built-in metrics where nothing finished', () => {
    const { metrics, ...rest } = cell({ status: 'failed' });
    expect(metrics).toBeDefined();
    expect(summarise([rest]).map(({ metric }) => metric)).toEqual(
      expect.arrayContaining(['chebyshev', 'clark', 'canberra', 'kl', 'cosine', 'intersection']),
    );
  });

  it('never mixes settings or variants', () => {
    const cells = [
      cell({}),
      cell({ config: { regime: regimeOf({ protocol: 'full', validation: 'sampled' }) } }),
      cell({ config: { regime: regimeOf({ protocol: 'sampled', validation: 'unsampled' }) } }),
      cell({ config: { folds: 5 } }),
      cell({ method: { options: { gamma: 0.0001 } } }),
      cell({ method: { identity: '0.2.0' } }),
      cell({ config: { engine: { backend: 'wasm', version: '4.22.0', threads: 1 } } }),
      cell({ config: { engine: { backend: 'cpu', version: '4.21.0', threads: 1 } } }),
      cell({ config: { engine: { backend: 'cpu', version: '4.22.0', threads: 2 } } }),
      cell({ dataset: { sha256: 'ffffffffff' } }),
    ];
    const rows = summarise(cells);
    expect(rows.map(({ n }) => n)).toEqual(cells.map(() => 1));
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(cells.length);
    expect(rows.map(({ dataset }) => dataset)).toContain('movie (sha256=ffffffff)');
    expect(rows.map(({ method }) => method)).toContain(
      'amema (code=0.1.0, engine backend=wasm, engine threads=1, engine version=4.22.0, gamma=0.001)',
    );
  });

  it('names variants by what they differ in, within one setting only', () => {
    const variant = (gamma: number, name: string) =>
      cell({ method: { options: { gamma, m: 0.9 } }, dataset: { name } });
    const names = (cells: Cell[]) => groupCells(cells).map(({ methods }) => [...methods.keys()]);
    expect(names([variant(1, 'a'), variant(2, 'b')])).toEqual([['amema'], ['amema']]);
    expect(names([variant(1, 'a'), variant(2, 'a')])).toEqual([['amema (gamma=1)', 'amema (gamma=2)']]);
    const sampled = cell({ dataset: { sampling: [1, 2, 2, 0] } });
    expect(groupCells([sampled, cell({})]).map(({ setting }) => setting.dataset)).toEqual([
      'movie (sampling=1,2,2,0)',
      'movie (sampling=unset)',
    ]);
  });

  it('takes a cell that was read twice once, and does not depend on the order of cells', () => {
    const cells = [
      ...folds('amema', [0.3, 0.1, 0.2]),
      ...folds('rda', [0.7, 0.1, 0.25]),
      ...folds('rda', [0.3, 0.6, 0.15], 'kl', 1),
    ];
    const again = cells.map((one) => ({ ...one, timing: { ...one.timing, seconds: 2 } }));
    const expected = { rows: summarise(cells), marks: compareTo('amema', cells) };
    fc.assert(
      fc.property(fc.shuffledSubarray([...cells, ...again], { minLength: 18 }), (shuffled) => {
        expect(nameCells(shuffled)).toEqual(nameCells([...cells, ...again]));
        expect({ rows: summarise(shuffled), marks: compareTo('amema', shuffled) }).toEqual(expected);
      }),
    );
  });
});

describe('compareTo', () => {
  const steady = [0.1, 0.2, 0.3, 0.4, 0.5];
  const shifted = (by: number) => steady.map((value, i) => value + by + 0.001 * i);

  it('marks by direction: ● the reference is better, ○ a tie, ◄ the method is better', () => {
    const marks = (metric: string) =>
      Object.fromEntries(
        compareTo('amema', [
          ...folds('amema', steady, metric),
          ...folds('larger', shifted(0.1), metric),
          ...folds('smaller', shifted(-0.1), metric),
          ...folds('tied', [0.5, 0.1, 0.3, 0.2, 0.4], metric),
          ...folds('same', steady, metric),
        ]).map(({ method, mark }) => [method, mark]),
      );
    expect(marks('kl')).toEqual({ larger: '●', smaller: '◄', tied: '○', same: '○' });
    expect(marks('cosine')).toEqual({ larger: '◄', smaller: '●', tied: '○', same: '○' });
    expect(marks('my-own-metric')).toEqual({ larger: '', smaller: '', tied: '', same: '' });
  });

  it('pairs by fold and seed and leaves out what has no partner', () => {
    const cells = [
      ...folds('amema', [1, 2, 3, 4]),
      ...folds('amema', [9, 9, 9, 9], 'kl', 1),
      ...folds('rda', [4, 4, 4]).reverse(),
      cell({ method: { id: 'rda' }, config: { fold: 3 }, status: 'diverged' }, { kl: 0 }),
    ];
    const [comparison] = compareTo('amema', cells);
    expect(comparison?.pairs).toBe(3);
    expect(comparison?.paired).toEqual(pairedTTest([1, 2, 3], [4, 4, 4]));
    expect(comparison?.corrected).toEqual(correctedResampledTTest([1, 2, 3], [4, 4, 4], 0.1));
  });

  it('has no mark for one pair', () => {
    const [comparison] = compareTo('amema', [...folds('amema', [1]), ...folds('rda', [4])]);
    expect(comparison).toMatchObject({ mark: '', correctedMark: '', paired: undefined });
  });

  it('compares within a setting only, and names the choices where the reference is unknown', () => {
    const elsewhere = cell({ method: { id: 'rda' }, dataset: { name: 'emotion6' } });
    expect(compareTo('amema', [cell({}), elsewhere])).toEqual([]);
    expect(() => compareTo('dildl', [cell({}), elsewhere])).toThrow(
      expect.objectContaining({ code: 'ILDL_REFERENCE', message: expect.stringContaining('amema; rda') }),
    );
  });
});

interface Predictor {
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Scores of each fold. */
  readonly rows: readonly (readonly number[])[];
}

describeGolden<{
  readonly metrics: readonly string[];
  readonly sets: Readonly<Record<string, Readonly<Record<string, Predictor>>>>;
}>('baselines/trivial_predictors.json', ({ metrics, sets }) => {
  it.each(Object.keys(sets))('the mean and deviation over the folds of %s', (name) => {
    const predictors = Object.entries(sets[name] ?? {}).filter(([, { rows }]) => Array.isArray(rows));
    const cells = predictors.flatMap(([id, { rows }]) =>
      rows.map((row, fold) =>
        cell(
          { method: { id }, dataset: { name }, config: { fold } },
          Object.fromEntries(row.map((value, i) => [metrics[i] as string, value])),
        ),
      ),
    );
    expect(cells.length).toBeGreaterThanOrEqual(20);
    for (const { method, metric, mean, std, n } of summarise(cells)) {
      const golden = sets[name]?.[method] as Predictor;
      const place = metrics.indexOf(metric);
      expect(n).toBe(golden.rows.length);
      expect(mean).toBeCloseTo(golden.mean[place] as number, 9);
      expect(std).toBeCloseTo(golden.std[place] as number, 9);
    }
  });
});
