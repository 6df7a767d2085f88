import { checkMetric } from '@ildl/conformance';
import type { Metric } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  canberra,
  chebyshev,
  clark,
  cosine,
  euclidean,
  furtherMetrics,
  intersection,
  klDivergence,
  meanOf,
  metrics,
  onLabels,
} from '../src/index.js';
import { law, sum } from './law.js';

const all = [...metrics, ...furtherMetrics];
const named = all.map((metric) => [metric.name, metric] as const);

const positive = (x: number) => Math.max(x, 1e-14);
const half = (x: readonly number[], other: readonly number[]) =>
  sum(x.map((t, j) => (t === 0 ? 0 : (t / 2) * Math.log((2 * t) / (t + (other[j] as number))))));
/** From 1, ties share the average. */
const averageRanks = (x: readonly number[]) =>
  x.map((t) => (x.filter((s) => s < t).length + 1 + x.filter((s) => s <= t).length) / 2);
const pearson = (a: readonly number[], b: readonly number[]) => {
  const [fromA, fromB] = [a, b].map((x) => x.map((t) => t - sum(x) / x.length)) as [number[], number[]];
  const product = sum(fromA.map((t, j) => t * (fromB[j] as number)));
  return product === 0 ? 0 : product / Math.hypot(...fromA) / Math.hypot(...fromB);
};
const tauB = (y: readonly number[], p: readonly number[]) => {
  let [concordant, discordant, untiedInY, untiedInP] = [0, 0, 0, 0];
  for (const [k, j] of y.flatMap((_, k) => y.slice(0, k).map((_, j) => [k, j] as const))) {
    const [inY, inP] = [(y[k] as number) - (y[j] as number), (p[k] as number) - (p[j] as number)];
    if (inY !== 0) untiedInY++;
    if (inP !== 0) untiedInP++;
    if (inY !== 0 && inP !== 0) inY > 0 === inP > 0 ? concordant++ : discordant++;
  }
  return (concordant - discordant) / Math.max(1, Math.sqrt(untiedInY * untiedInP));
};
const firstLargest = (x: readonly number[]) => x.indexOf(Math.max(...x));
/** The formulas once more, in float64. */
const inFloat64: Record<string, (y: readonly number[], p: readonly number[]) => number> = {
  chebyshev: (y, p) => Math.max(...y.map((t, j) => Math.abs(t - (p[j] as number)))),
  clark: (y, p) =>
    Math.sqrt(sum(y.map((t, j) => (t - (p[j] as number)) ** 2 / positive((t + (p[j] as number)) ** 2)))),
  canberra: (y, p) => sum(y.map((t, j) => Math.abs(t - (p[j] as number)) / positive(t + (p[j] as number)))),
  kl: (y, p) => sum(y.map((t, j) => t * Math.log(positive(t / positive(p[j] as number))))),
  cosine: (y, p) =>
    sum(y.map((t, j) => t * (p[j] as number))) / positive(Math.hypot(...y)) / positive(Math.hypot(...p)),
  intersection: (y, p) => sum(y.map((t, j) => Math.min(t, p[j] as number))),
  euclidean: (y, p) => Math.hypot(...y.map((t, j) => t - (p[j] as number))),
  sorensen: (y, p) => sum(y.map((t, j) => Math.abs(t - (p[j] as number)))) / positive(sum([...y, ...p])),
  'chi-squared': (y, p) => sum(y.map((t, j) => (t - (p[j] as number)) ** 2 / positive(t + (p[j] as number)))),
  'jensen-shannon': (y, p) => half(y, p) + half(p, y),
  fidelity: (y, p) => sum(y.map((t, j) => Math.sqrt(t * (p[j] as number)))),
  spearman: (y, p) => pearson(averageRanks(y), averageRanks(p)),
  kendall: tauB,
  'expected-label-error': (y, p) => Math.abs(sum(y.map((t, j) => (j + 1) * (t - (p[j] as number))))),
  'zero-one-loss': (y, p) => Number(firstLargest(y) !== firstLargest(p)),
  'error-probability': (y, p) => 1 - (y[firstLargest(p)] as number),
};
/** The smallest value that a metric can have on distributions. */
const least: Record<string, number> = { spearman: -1, kendall: -1 };
/** The largest value that a metric can have on distributions over so many labels. */
const most: Record<string, (labels: number) => number> = {
  chebyshev: () => 1,
  clark: Math.sqrt,
  canberra: (labels) => labels,
  kl: () => -Math.log(1e-14),
  cosine: () => 1,
  intersection: () => 1,
  euclidean: () => Math.SQRT2,
  sorensen: () => 1,
  'chi-squared': () => 2,
  'jensen-shannon': () => Math.LN2,
  fidelity: () => 1,
  spearman: () => 1,
  kendall: () => 1,
  'expected-label-error': (labels) => labels - 1,
  'zero-one-loss': () => 1,
  'error-probability': () => 1,
};
const correlation = (y: readonly number[]) => (new Set(y).size === 1 ? 0 : 1);
/** The value at equality, where it is neither the 0 of a distance nor the 1 of a similarity. */
const atEquality: Record<string, (y: readonly number[]) => number> = {
  spearman: correlation,
  kendall: correlation,
  'error-probability': (y) => 1 - Math.max(...y),
};
/** Metrics of ordered labels, and those for which the first of equal degrees counts. */
const ordered = ['expected-label-error', 'zero-one-loss', 'error-probability'];
const unsymmetric = ['kl', 'error-probability'];
/** Rounding of sums to the number of labels, which may cancel. */
const toleranceOf = (name: string) => (name === 'expected-label-error' ? 1e-5 : 1e-6);

describe('metrics', () => {
  it("are the paper's six, in its order", () => {
    expect(metrics.map(({ name, better }) => `${name} ${better}`)).toEqual([
      'chebyshev lower',
      'clark lower',
      'canberra lower',
      'kl lower',
      'cosine higher',
      'intersection higher',
    ]);
    expect(metrics).toEqual([chebyshev, clark, canberra, klDivergence, cosine, intersection]);
  });
});

describe.each(named)('%s', (name, metric) => {
  it('equals float64', () => {
    law((y, p, rows) =>
      expectClose(
        metric.rows(y, p),
        rows.map(([t, q]) => inFloat64[name]?.(t, q) as number),
        toleranceOf(name),
      ),
    );
  });

  it('is best at equality, and stays in its range', () => {
    law((y, p, rows) => {
      const best = metric.better === 'lower' ? 0 : 1;
      const bests = rows.map(([t]) => atEquality[name]?.(t) ?? best);
      expectClose(metric.rows(y, y), bests);
      const values = [...metric.rows(y, p).dataSync()];
      const sign = metric.better === 'lower' ? 1 : -1;
      const gains = values.map((value, i) => sign * ((bests[i] as number) - value));
      expect(Math.max(...gains)).toBeLessThanOrEqual(1e-6);
      expect(Math.min(...values)).toBeGreaterThanOrEqual((least[name] ?? 0) - 1e-6);
      expect(Math.max(...values)).toBeLessThanOrEqual((most[name]?.(y.shape[1]) as number) * (1 + 1e-6));
    });
  });

  it('is a number for each row by itself', () => {
    law((y, p, rows) => {
      const alone = rows.map(([t, q]) => metric.rows(tf.tensor2d([t]), tf.tensor2d([q])));
      expectClose(metric.rows(y, p), tf.concat(alone), 0);
    });
  });

  it('refuses shapes that would broadcast', () => {
    expect(() => metric.rows(tf.ones([3, 2]), tf.ones([1, 2]))).toThrow(
      expect.objectContaining({
        code: 'ILDL_INPUT',
        message: `${name} got true label distributions of shape [3,2] and predicted ones of shape [1,2]; give both as [rows, labels].`,
      }),
    );
  });
});

describe('the order of the labels', () => {
  it.each(named.filter(([name]) => !ordered.includes(name)))('%s does not depend on it', (_, metric) => {
    law((y, p) => expectClose(metric.rows(tf.reverse(y, 1), tf.reverse(p, 1)), metric.rows(y, p), 2e-6));
  });
});

describe('symmetry', () => {
  it.each(named.filter(([name]) => !unsymmetric.includes(name)))('%s has it', (_, metric) => {
    law((y, p) => expectClose(metric.rows(p, y), metric.rows(y, p)));
  });

  it.each(named.filter(([name]) => unsymmetric.includes(name)))('%s has it not', (_, metric) => {
    const [y, p] = [tf.tensor2d([[0.9, 0.1]]), tf.tensor2d([[0.5, 0.5]])];
    const difference = tf.sub(metric.rows(y, p), metric.rows(p, y));
    expect(Math.abs(difference.dataSync()[0] as number)).toBeGreaterThan(0.1);
  });
});

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
  });
  afterAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each(named)('%s of what is not a number is not one either', (_, metric) => {
    const numbers = [0.1, 0.2, 0.7];
    for (const wrong of [
      [Number.NaN, 0.3, 0.7],
      [0.1, 0.2, Number.NaN],
      [0, 0, Number.POSITIVE_INFINITY],
    ]) {
      const [y, p] = [tf.tensor2d([numbers, wrong, numbers]), tf.tensor2d([wrong, numbers, numbers])];
      expect([...metric.rows(y, p).dataSync()].map(Number.isFinite)).toEqual([false, false, true]);
    }
  });

  it.each(named)('%s passes the conformance checks', async (name, metric) => {
    const { results, ...counts } = await checkMetric(metric);
    expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(counts).toMatchObject({ subject: name, ran: 10, passed: 10 });
  });

  it.each(named)(
    'meanOf is the mean of %s over the rows, accurate for as many as Movie has',
    (name, metric) => {
      tf.tidy(() => {
        const logits = tf.randomNormal([2, 7755, 5], 0, 2, 'float32', 7) as tf.Tensor3D;
        const [y, p] = tf.unstack(tf.softmax(logits)) as [tf.Tensor2D, tf.Tensor2D];
        const [t, q] = [y.arraySync(), p.arraySync()];
        const wanted = sum(t.map((row, i) => inFloat64[name]?.(row, q[i] as number[]) as number)) / t.length;
        expectClose(meanOf(metric, y, p), wanted);
      });
    },
  );

  it.each([1, 2, 3, 4, 5])('meanOf divides by the number of rows: %d', (count) => {
    const [y, p] = [
      [1, 0],
      [0.25, 0.75],
    ].map((row) => tf.tensor2d(Array(count).fill(row))) as [tf.Tensor2D, tf.Tensor2D];
    expectClose(meanOf(chebyshev, y, p), 0.75);
  });
});

describe('onLabels', () => {
  const y = tf.tensor2d([
    [0.1, 0.2, 0.7],
    [0.5, 0.5, 0],
  ]);
  const p = tf.tensor2d([
    [0.3, 0.3, 0.4],
    [0.2, 0.5, 0.3],
  ]);

  it.each(named)('is %s of these columns as they are, under its name', (_, metric) => {
    const tail = onLabels(metric, [2, 0]);
    expect(tail).toMatchObject({ name: metric.name, better: metric.better });
    expectClose(tail.rows(y, p), metric.rows(tf.gather(y, [2, 0], 1), tf.gather(p, [2, 0], 1)), 0);
    expectClose(onLabels(metric, [0, 1, 2]).rows(y, p), metric.rows(y, p), 0);
  });

  it('splits what is a sum over labels', () => {
    for (const metric of [canberra, klDivergence, intersection]) {
      const parts = [onLabels(metric, [1]), onLabels(metric, [0, 2])].map((part) => part.rows(y, p));
      expectClose(tf.addN(parts), metric.rows(y, p));
    }
  });

  it('is finite where a row has nothing on these labels', () => {
    const nothing = tf.zeros<tf.Rank.R2>([1, 3]);
    for (const [name, metric] of named)
      expectClose(onLabels(metric, [1]).rows(nothing, nothing), [name === 'error-probability' ? 1 : 0], 0);
  });

  it.each([[[]], [[0, 0]], [[-1]], [[0.5]], [[Number.NaN]]])('refuses the labels %o', (indices) => {
    expect(() => onLabels(klDivergence, indices)).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringContaining(`[${indices}]`) }),
    );
  });

  it('refuses a label that the distributions do not have', () => {
    expect(() => onLabels(klDivergence, [1, 3]).rows(y, p)).toThrow(
      expect.objectContaining({ code: 'ILDL_INPUT', message: expect.stringContaining('there are 3 labels') }),
    );
  });
});

it('keeps no tensor', () => {
  const y = tf.tensor2d([[0.1, 0.9]]);
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    for (const metric of all) meanOf(onLabels(metric, [0]), y, y);
  });
  expect(tf.memory().numTensors).toBe(before);
});

interface Golden {
  readonly true_: number[][];
  readonly pred: number[][];
  readonly names: string[];
  readonly perPair: number[][];
  readonly mean: number[];
}

describeGolden<Golden>('amema/metrics.json', ({ true_, pred, names, perPair, mean }) => {
  const [y, p] = [tf.tensor2d(true_), tf.tensor2d(pred)];
  const held = [...metrics, euclidean];

  it('holds these metrics', () => expect(names).toEqual(held.map(({ name }) => name)));

  it.each(held.map((metric) => [metric.name, metric] as const))(
    '%s equals every pair, and the mean',
    (name, metric: Metric) => {
      const column = names.indexOf(name);
      expectClose(
        metric.rows(y, p),
        perPair.map((row) => row[column] as number),
      );
      expectClose(meanOf(metric, y, p), mean[column] as number);
    },
  );
});
