import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expectClose } from 'testing/expect-close.js';
import { expectGradient, gradientOf } from 'testing/expect-gradient.js';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import {
  crossEntropyRowsWithLogits,
  crossEntropyWithLogits,
  kl,
  klRows,
  klRowsWithLogits,
  klWithLogits,
} from '../src/index.js';

/** A distribution, often with degrees of exactly 0. */
const distribution = (labels: number) =>
  fc
    .array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1, noNaN: true })), {
      minLength: labels,
      maxLength: labels,
    })
    .filter((row) => row.some((degree) => degree > 0))
    .map((row) => {
      const sum = row.reduce((a, b) => a + b, 0);
      return row.map((degree) => degree / sum);
    });
const rows = (count: number, labels: number) =>
  fc.array(distribution(labels), { minLength: count, maxLength: count });
const logitsOf = (count: number, labels: number) =>
  fc.array(fc.array(fc.float({ min: -16, max: 16, noNaN: true }), { minLength: labels, maxLength: labels }), {
    minLength: count,
    maxLength: count,
  });
const log = (x: number) => Math.log(Math.max(x, 1e-14));
const klInFloat64 = (y: number[], logP: number[]) =>
  y.reduce((sum, degree, j) => sum + degree * (log(degree) - (logP[j] as number)), 0);
const logSoftmax = (z: number[]) => {
  const max = Math.max(...z);
  const logSum = max + Math.log(z.reduce((sum, v) => sum + Math.exp(v - max), 0));
  return z.map((v) => v - logSum);
};

const y = tf.tensor2d([
  [1, 0, 0],
  [0, 0.5, 0.5],
  [0.2, 0.5, 0.3],
  [0, 0, 0],
]);
const p = tf.tensor2d([
  [0.6, 0.3, 0.1],
  [0.25, 0.25, 0.5],
  [0.2, 0.5, 0.3],
  [0.3, 0.3, 0.4],
]);
const logits = tf.tensor2d([
  [0.4, -1.3, 2.2],
  [0, 0.1, -0.4],
  [3, 1, -2],
  [0.5, -0.5, 0.7],
]);

describe('kl', () => {
  it('is ln 2 for a degree predicted half', () => {
    expectClose(kl(tf.tensor2d([[1, 0]]), tf.tensor2d([[0.5, 0.5]])), Math.LN2);
  });

  it('counts predictions below the floor as the floor', () => {
    const one = tf.tensor2d([[1, 0]]);
    expectClose(kl(one, tf.tensor2d([[0, 1]])), -Math.log(1e-14));
    expectClose(
      gradientOf((q) => kl(one, q), tf.tensor2d([[0, 1]])),
      [0, 0],
    );
  });

  it('equals float64, is not negative, is 0 at equality', () => {
    fc.assert(
      fc.property(rows(3, 5), rows(3, 5), (a, b) => {
        tf.tidy(() => {
          const [t, q] = [tf.tensor2d(a), tf.tensor2d(b)];
          expectClose(
            klRows(t, q),
            a.map((row, i) => klInFloat64(row, (b[i] as number[]).map(log))),
          );
          expect(Math.min(...klRows(t, q).dataSync())).toBeGreaterThan(-1e-6);
          expectClose(klRows(t, t), [0, 0, 0], 0);
        });
      }),
    );
  });

  it('has the gradient of its finite differences', () => {
    expectGradient((q) => kl(y, q), p, { step: 2 ** -8 });
  });
});

describe('klWithLogits', () => {
  it('is kl of the softmax', () => {
    fc.assert(
      fc.property(rows(3, 5), logitsOf(3, 5), (a, z) => {
        tf.tidy(() => {
          const wanted = a.map((row, i) => klInFloat64(row, logSoftmax(z[i] as number[])));
          expectClose(klRowsWithLogits(tf.tensor2d(a), tf.tensor2d(z)), wanted, 2e-6);
        });
      }),
    );
  });

  it('does not change when a number is added to a row of logits', () => {
    expectClose(klRowsWithLogits(y, tf.add(logits, 7)), klRowsWithLogits(y, logits), 2e-6);
  });

  it('stays finite for extreme logits, and so does its gradient', () => {
    const extreme = tf.tensor2d([[1e4, -1e4, 0]]);
    const t = tf.tensor2d([[0.2, 0.5, 0.3]]);
    expectClose(klWithLogits(t, extreme), 0.5 * 2e4 + 0.3 * 1e4 + klInFloat64([0.2, 0.5, 0.3], [0, 0, 0]));
    expectClose(
      gradientOf((z) => klWithLogits(t, z), extreme),
      [0.8, -0.5, -0.3],
    );
  });

  it('gives a row without mass no loss and no gradient', () => {
    const gradient = gradientOf((z) => klWithLogits(y, z), logits);
    expectClose(tf.slice(klRowsWithLogits(y, logits), 3), [0], 0);
    expectClose(tf.slice(gradient, 3), [0, 0, 0], 0);
  });

  it('has the gradient of its finite differences', () => {
    expectGradient((z) => klWithLogits(y, z), logits);
  });
});

describe('crossEntropyWithLogits', () => {
  it('is kl plus the entropy of the labels', () => {
    const entropy = tf.neg(tf.sum(tf.mul(y, tf.log(tf.maximum(y, 1e-14))), 1));
    expectClose(crossEntropyRowsWithLogits(y, logits), tf.add(klRowsWithLogits(y, logits), entropy));
  });

  it('has the gradient of its finite differences, and of kl', () => {
    expectGradient((z) => crossEntropyWithLogits(y, z), logits);
    expectClose(
      gradientOf((z) => crossEntropyWithLogits(y, z), logits),
      gradientOf((z) => klWithLogits(y, z), logits),
    );
  });
});

describe('every loss', () => {
  const all = { kl, klWithLogits, crossEntropyWithLogits };

  it.each(Object.entries(all))('%s refuses shapes that would broadcast', (name, loss) => {
    expect(() => loss(y, tf.tensor2d([[0.2, 0.3, 0.5]]))).toThrow(
      expect.objectContaining({ code: 'ILDL_INPUT', message: expect.stringContaining(`${name} got`) }),
    );
  });

  it.each(Object.entries(all))('%s is a mean over rows', (_, loss) => {
    const one = loss(tf.slice(y, 0, 1), tf.slice(p, 0, 1));
    const two = loss(tf.slice(y, 1, 1), tf.slice(p, 1, 1));
    expectClose(loss(tf.slice(y, 0, 2), tf.slice(p, 0, 2)), tf.div(tf.add(one, two), 2));
  });
});

interface ResampleLosses {
  readonly logits: number[][];
  readonly labels: number[][];
  readonly plainKlMean: number;
}

describeGolden<ResampleLosses>('amema/resample_losses.json', ({ logits: z, labels, plainKlMean }) => {
  // The file divides by rows times labels.
  it('klWithLogits equals the plain KL divergence', () => {
    expectClose(klWithLogits(tf.tensor2d(labels), tf.tensor2d(z)), 3 * plainKlMean);
  });
});
