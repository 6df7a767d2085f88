import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { expectClose } from 'testing/expect-close.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  chiSquared,
  errorProbability,
  euclidean,
  expectedLabelError,
  fidelity,
  furtherMetrics,
  intersection,
  jensenShannon,
  kendall,
  metrics,
  sorensen,
  spearman,
  zeroOneLoss,
} from '../src/index.js';
import { law } from './law.js';

/** True and predicted distributions, rounded to float32. */
const pairs = [
  { y: [0.1, 0.2, 0.4, 0.25, 0.05], p: [0.15, 0.3, 0.3, 0.2, 0.05] }, // ties in p
  { y: [0.4, 0.3, 0.15, 0.1, 0.05], p: [0.05, 0.1, 0.15, 0.3, 0.4] }, // reversed
  { y: [0.1, 0.1, 0.4, 0.2, 0.2], p: [0.2, 0.2, 0.1, 0.1, 0.4] }, // ties in both
  { y: [0.5, 0.5, 0, 0, 0], p: [0, 0, 0.5, 0.5, 0] }, // disjoint but for a shared zero
  { y: [0, 0.25, 0.5, 0.25, 0], p: [0.05, 0.2, 0.5, 0.2, 0.05] }, // zeros, symmetric
  { y: [0, 0, 1, 0, 0], p: [0, 0, 0, 0, 1] }, // one-hot, elsewhere
  { y: [0, 0, 1, 0, 0], p: [0, 0, 1, 0, 0] }, // one-hot, the same
  { y: [0, 1, 0, 0, 0], p: [0.1, 0.3, 0.2, 0.35, 0.05] }, // one-hot y
  { y: [0.7, 0.1, 0.1, 0.05, 0.05], p: [0, 1, 0, 0, 0] }, // one-hot p
  { y: [0.2, 0.2, 0.2, 0.2, 0.2], p: [0.1, 0.2, 0.4, 0.25, 0.05] }, // constant y
  { y: [0.1, 0.2, 0.4, 0.25, 0.05], p: [0.2, 0.2, 0.2, 0.2, 0.2] }, // constant p
  { y: [0.2, 0.2, 0.2, 0.2, 0.2], p: [0.2, 0.2, 0.2, 0.2, 0.2] }, // constant both
  { y: [0.3, 0.05, 0.3, 0.05, 0.3], p: [0.3, 0.1, 0.25, 0.1, 0.25] }, // tied maxima
];
const y = tf.tensor2d(pairs.map((pair) => pair.y));
const p = tf.tensor2d(pairs.map((pair) => pair.p));
/**
 * Their values by SciPy 1.17.1 and NumPy 2.4.6 in float64: `braycurtis`, `jensenshannon` squared, `spearmanr` and
 * `kendalltau` (tau-b) of SciPy; sums, products and `argmax` of NumPy for the others.
 * Null stands for the NaN of SciPy: the correlation of a constant row.
 */
const scipy: Record<string, (number | null)[]> = {
  sorensen: [
    0.149999999, 0.550000001, 0.4, 1, 0.099999997, 1, 0, 0.69999999, 0.899999998, 0.249999999, 0.249999999, 0,
    0.10000001,
  ],
  'chi-squared': [
    0.049841272, 0.744444467, 0.346666672, 2, 0.111111111, 2, 0, 1.07692306, 1.636363624, 0.195555558,
    0.195555558, 0, 0.042424247,
  ],
  'jensen-shannon': [
    0.012526255,
    0.207266603,
    0.090660948,
    Math.LN2,
    0.037440881,
    Math.LN2,
    0,
    0.342014482,
    0.525597324,
    0.050969711,
    0.050969711,
    0,
    0.010770821,
  ],
  fidelity: [
    0.987440443, 0.779252894, 0.907106795, 0, 0.947213599, 0, 1, 0.547722568, 0.316227768, 0.947870879,
    0.947870879, 1.000000015, 0.989143939,
  ],
  spearman: [
    0.820782682,
    -1,
    -0.472222222,
    -0.666666667,
    1,
    -0.25,
    1,
    0.353553391,
    0.186338998,
    null,
    null,
    null,
    0.912870929,
  ],
  kendall: [
    0.737864787,
    -1,
    -0.375,
    -0.666666667,
    1,
    -0.25,
    1,
    0.316227766,
    0.176776695,
    null,
    null,
    null,
    0.866025404,
  ],
  'expected-label-error': [
    0.249999948, 1.800000042, 0, 2, 2.2e-8, 2, 0, 0.950000014, 0.349999998, 0.050000016, 0.050000016, 0,
    0.100000091,
  ],
  'zero-one-loss': [1, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 0, 0],
  'error-probability': [
    0.799999997, 0.949999999, 0.799999997, 1, 0.5, 1, 0, 1, 0.899999999, 0.799999997, 0.899999999,
    0.799999997, 0.699999988,
  ],
};

describe('furtherMetrics', () => {
  it('are all but the six', () => {
    expect(furtherMetrics.map(({ name, better }) => `${name} ${better}`)).toEqual([
      'euclidean lower',
      'sorensen lower',
      'chi-squared lower',
      'jensen-shannon lower',
      'fidelity higher',
      'spearman higher',
      'kendall higher',
      'expected-label-error lower',
      'zero-one-loss lower',
      'error-probability lower',
    ]);
    expect(furtherMetrics).toEqual([
      euclidean,
      sorensen,
      chiSquared,
      jensenShannon,
      fidelity,
      spearman,
      kendall,
      expectedLabelError,
      zeroOneLoss,
      errorProbability,
    ]);
    const names = [...metrics, ...furtherMetrics].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('are those of SciPy below, and euclidean', () => {
    expect(furtherMetrics.map(({ name }) => name)).toEqual(['euclidean', ...Object.keys(scipy)]);
  });
});

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
  });
  afterAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each(
    furtherMetrics.filter((metric) => metric !== euclidean).map((metric) => [metric.name, metric] as const),
  )('%s equals SciPy, with 0 where SciPy has NaN', (name, metric) => {
    const wanted = scipy[name] as (number | null)[];
    expectClose(
      metric.rows(y, p),
      wanted.map((value) => value ?? 0),
    );
  });

  it.each([spearman, kendall])('$name tells degrees apart that differ by any amount', (metric) => {
    const [rising, falling] = [tf.tensor2d([[0, 1e-30, 1e-9, 0.5]]), tf.tensor2d([[0.5, 1e-9, 1e-30, 0]])];
    expectClose(metric.rows(rising, rising), [1]);
    expectClose(metric.rows(rising, falling), [-1]);
  });

  it.each([zeroOneLoss, errorProbability])('$name counts the first of equal degrees', (metric) => {
    const [first, tied, last] = [
      [1, 0, 0],
      [0.5, 0, 0.5],
      [0, 0, 1],
    ].map((row) => tf.tensor2d([row])) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    expectClose(metric.rows(first, tied), [0], 0);
    expectClose(metric.rows(last, tied), [1], 0);
  });
});

describe('laws', () => {
  it('sorensen is 1 less the intersection', () => {
    law((y, p) => expectClose(sorensen.rows(y, p), tf.sub(1, intersection.rows(y, p))));
  });

  it('chi-squared bounds jensen-shannon from both sides (Topsøe 2000)', () => {
    law((y, p) => {
      const [chi, divergence] = [chiSquared, jensenShannon].map((metric) => metric.rows(y, p).dataSync()) as [
        tf.TypedArray,
        tf.TypedArray,
      ];
      for (const [i, value] of divergence.entries()) {
        expect(value).toBeGreaterThanOrEqual((chi[i] as number) / 4 - 1e-6);
        expect(value).toBeLessThanOrEqual(((chi[i] as number) * Math.LN2) / 2 + 1e-6);
      }
    });
  });

  it('jensen-shannon of nearly equal rows has a root', () => {
    law((y) => {
      for (const factor of [1 - 2e-7, 1 - 1e-7, 1 + 2e-7, 1 + 4e-7]) {
        const near = tf.mul<tf.Tensor2D>(y, factor);
        expect(Math.min(...jensenShannon.rows(y, near).dataSync())).toBeGreaterThanOrEqual(0);
      }
    });
  });

  it.each([spearman, kendall])('$name depends on the order of the degrees only', (metric) => {
    law((y, p) => {
      const value = metric.rows(y, p);
      expectClose(metric.rows(y, tf.mul(p, 4)), value, 0);
      expectClose(metric.rows(y, tf.neg(p)), tf.neg(value), 0);
    });
  });

  it('expected-label-error is the distance of one-hot labels', () => {
    const hot = (labels: number[]) =>
      tf.tensor2d(labels.map((c) => [0, 1, 2, 3].map((j) => Number(j === c))));
    expectClose(expectedLabelError.rows(hot([0, 3, 1, 2]), hot([3, 1, 2, 2])), [3, 2, 1, 0], 0);
  });

  it('error-probability is the 0/1 loss where the truth is one label', () => {
    law((y, p) => {
      const truth = tf.cast(tf.oneHot(tf.argMax(y, 1), y.shape[1]), 'float32') as tf.Tensor2D;
      expectClose(errorProbability.rows(truth, p), zeroOneLoss.rows(truth, p), 0);
    });
  });
});
