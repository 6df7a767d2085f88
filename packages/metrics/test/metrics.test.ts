import type { Metric } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../../../tools/expect-close.js';
import { describeGolden } from '../../../tools/golden.js';
import {
  canberra,
  chebyshev,
  clark,
  cosine,
  euclidean,
  intersection,
  kl,
  meanOf,
  metrics,
  onLabels,
} from '../src/index.js';

tf.enableProdMode();
await tf.setBackend('cpu');

const all = [...metrics, euclidean];
const named = all.map((metric) => [metric.name, metric] as const);

const positive = (x: number) => Math.max(x, 1e-14);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
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
};
/** The largest value that a metric can have on distributions over so many labels. */
const most: Record<string, (labels: number) => number> = {
  chebyshev: () => 1,
  clark: Math.sqrt,
  canberra: (labels) => labels,
  kl: () => -Math.log(1e-14),
  cosine: () => 1,
  intersection: () => 1,
  euclidean: () => Math.SQRT2,
};

/** Pairs of distributions with zeros, peaks and tiny degrees, in float32. */
const pairs = fc.integer({ min: 2, max: 70 }).chain((labels) => {
  const degree = fc.oneof(fc.constant(0), fc.constant(1e-8), fc.double({ min: 0, max: 1, noNaN: true }));
  const row = fc
    .array(degree, { minLength: labels, maxLength: labels })
    .filter((degrees) => sum(degrees) > 1e-3)
    .map((degrees) => degrees.map((d) => Math.fround(d / sum(degrees))));
  return fc.array(fc.tuple(row, row), { minLength: 1, maxLength: 4 });
});
const law = (check: (y: tf.Tensor2D, p: tf.Tensor2D, rows: (readonly [number[], number[]])[]) => void) =>
  fc.assert(
    fc.property(pairs, (rows) =>
      tf.tidy(() => check(tf.tensor2d(rows.map(([y]) => y)), tf.tensor2d(rows.map(([, p]) => p)), rows)),
    ),
  );

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
    expect(metrics).toEqual([chebyshev, clark, canberra, kl, cosine, intersection]);
  });
});

describe.each(named)('%s', (name, metric) => {
  it('equals float64', () => {
    law((y, p, rows) =>
      expectClose(
        metric.rows(y, p),
        rows.map(([t, q]) => inFloat64[name]?.(t, q) as number),
      ),
    );
  });

  it('is best at equality, and stays in its range', () => {
    law((y, p) => {
      const best = metric.better === 'lower' ? 0 : 1;
      expectClose(metric.rows(y, y), Array(y.shape[0]).fill(best));
      const values = metric.rows(y, p).dataSync();
      expect(Math.min(...values)).toBeGreaterThanOrEqual(-1e-6);
      expect(Math.max(...values)).toBeLessThanOrEqual((most[name]?.(y.shape[1]) as number) * (1 + 1e-6));
    });
  });

  it('does not depend on the order of the labels', () => {
    law((y, p) => expectClose(metric.rows(tf.reverse(y, 1), tf.reverse(p, 1)), metric.rows(y, p), 2e-6));
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

describe('symmetry', () => {
  it.each(named.filter(([name]) => name !== 'kl'))('%s has it', (_, metric) => {
    law((y, p) => expectClose(metric.rows(p, y), metric.rows(y, p)));
  });

  it('kl has it not', () => {
    const [y, p] = [tf.tensor2d([[0.9, 0.1]]), tf.tensor2d([[0.5, 0.5]])];
    const difference = tf.sub(kl.rows(y, p), kl.rows(p, y));
    expect(Math.abs(difference.dataSync()[0] as number)).toBeGreaterThan(0.1);
  });
});

describe.each(['cpu', 'wasm'])('meanOf on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
  });
  afterAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each(named)('is the mean of %s over the rows, accurate for as many as Movie has', (name, metric) => {
    tf.tidy(() => {
      const logits = tf.randomNormal([2, 7755, 5], 0, 2, 'float32', 7) as tf.Tensor3D;
      const [y, p] = tf.unstack(tf.softmax(logits)) as [tf.Tensor2D, tf.Tensor2D];
      const [t, q] = [y.arraySync(), p.arraySync()];
      const wanted = sum(t.map((row, i) => inFloat64[name]?.(row, q[i] as number[]) as number)) / t.length;
      expectClose(meanOf(metric, y, p), wanted);
    });
  });

  it.each([1, 2, 3, 4, 5])('divides by the number of rows: %d', (count) => {
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
    for (const metric of [canberra, kl, intersection]) {
      const parts = [onLabels(metric, [1]), onLabels(metric, [0, 2])].map((part) => part.rows(y, p));
      expectClose(tf.addN(parts), metric.rows(y, p));
    }
  });

  it('is finite where a row has nothing on these labels', () => {
    const nothing = tf.zeros<tf.Rank.R2>([1, 3]);
    for (const metric of all) expectClose(onLabels(metric, [1]).rows(nothing, nothing), [0], 0);
  });

  it.each([[[]], [[0, 0]], [[-1]], [[0.5]], [[Number.NaN]]])('refuses the labels %o', (indices) => {
    expect(() => onLabels(kl, indices)).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringContaining(`[${indices}]`) }),
    );
  });

  it('refuses a label that the distributions do not have', () => {
    expect(() => onLabels(kl, [1, 3]).rows(y, p)).toThrow(
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

  it('holds these metrics', () => expect(names).toEqual(all.map(({ name }) => name)));

  it.each(named)('%s equals every pair, and the mean', (name, metric: Metric) => {
    const column = names.indexOf(name);
    expectClose(
      metric.rows(y, p),
      perPair.map((row) => row[column] as number),
    );
    expectClose(meanOf(metric, y, p), mean[column] as number);
  });
});
