import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expectClose } from 'testing/expect-close.js';
import { expectGradient } from 'testing/expect-gradient.js';
import { describe, expect, it } from 'vitest';
import { type Gaussian, gaussianKl, gaussianKlRows, similarityMatching } from '../src/index.js';

const matrix = (rows: number, columns: number, bound = 3) =>
  fc.array(
    fc.array(fc.double({ min: -bound, max: bound, noNaN: true }), {
      minLength: columns,
      maxLength: columns,
    }),
    { minLength: rows, maxLength: rows },
  );

const p: Gaussian = {
  mean: tf.tensor2d([
    [0.3, -1],
    [0, 0.8],
    [1.2, 0.1],
  ]),
  logVariance: tf.tensor2d([
    [0.2, -0.5],
    [-1, 0.4],
    [0, 0.3],
  ]),
};
const target: Gaussian = {
  mean: tf.tensor2d([
    [-0.2, 0.4],
    [0.5, 0.5],
    [0.9, -0.6],
  ]),
  logVariance: tf.tensor2d([
    [0.6, 0],
    [-0.3, -0.7],
    [0.1, 0.5],
  ]),
};

/** The divergence of one pair of normal distributions, in float64, from variances. */
const klOfNormals = (m: number, v: number, n: number, s: number) =>
  (Math.log(s / v) + (v + (m - n) ** 2) / s - 1) / 2;

describe('gaussianKl', () => {
  it('is the closed form', () => {
    const [mean, logVariance] = [tf.tensor2d([[1]]), tf.tensor2d([[Math.log(4)]])];
    const standard = { mean: tf.zeros<tf.Rank.R2>([1, 1]), logVariance: tf.zeros<tf.Rank.R2>([1, 1]) };
    expectClose(gaussianKl({ mean, logVariance }, standard), (4 + 1 - 1 - Math.log(4)) / 2);
    expectClose(gaussianKl(standard, { mean, logVariance }), (Math.log(4) + 2 / 4 - 1) / 2);
  });

  it('equals float64, and is not negative', () => {
    fc.assert(
      fc.property(matrix(2, 3), matrix(2, 3), matrix(2, 3), matrix(2, 3), (m, v, n, s) => {
        tf.tidy(() => {
          const wanted = m.map((row, i) =>
            row.reduce((sum, mean, k) => {
              const at = (values: number[][]) => values[i]?.[k] as number;
              return sum + klOfNormals(mean, Math.exp(at(v)), at(n), Math.exp(at(s)));
            }, 0),
          );
          const rows = gaussianKlRows(
            { mean: tf.tensor2d(m), logVariance: tf.tensor2d(v) },
            { mean: tf.tensor2d(n), logVariance: tf.tensor2d(s) },
          );
          expectClose(rows, wanted, 2e-6);
          expect(Math.min(...rows.dataSync())).toBeGreaterThan(-1e-6);
        });
      }),
    );
  });

  it('is 0 at equality, also of its gradient', () => {
    fc.assert(
      fc.property(matrix(2, 3), matrix(2, 3, 8), (m, v) => {
        tf.tidy(() => {
          const [mean, logVariance] = [tf.tensor2d(m), tf.tensor2d(v)];
          expectClose(gaussianKlRows({ mean, logVariance }, { mean, logVariance }), [0, 0], 0);
        });
      }),
    );
    const same = tf.grads((mean, logVariance) =>
      gaussianKl({ mean: mean as tf.Tensor2D, logVariance: logVariance as tf.Tensor2D }, p),
    )([p.mean, p.logVariance]);
    for (const gradient of same) expectClose(gradient, [0, 0, 0, 0, 0, 0], 1e-7);
  });

  it('is a sum over the units and a mean over the rows', () => {
    const column = ({ mean, logVariance }: Gaussian, k: number): Gaussian => ({
      mean: tf.slice(mean, [0, k], [3, 1]),
      logVariance: tf.slice(logVariance, [0, k], [3, 1]),
    });
    const units = [0, 1].map((k) => gaussianKlRows(column(p, k), column(target, k)));
    expectClose(gaussianKlRows(p, target), tf.addN(units));
    expectClose(gaussianKl(p, target), tf.mean(gaussianKlRows(p, target)));
  });

  it('has the gradients of its finite differences, in all four', () => {
    expectGradient((mean) => gaussianKl({ ...p, mean }, target), p.mean);
    expectGradient((logVariance) => gaussianKl({ ...p, logVariance }, target), p.logVariance);
    expectGradient((mean) => gaussianKl(p, { ...target, mean }), target.mean);
    expectGradient((logVariance) => gaussianKl(p, { ...target, logVariance }), target.logVariance);
  });

  it.each<[string, Gaussian, Gaussian]>([
    ['the means', { ...p, mean: tf.zeros([1, 2]) }, target],
    ['the variances', { ...p, logVariance: tf.zeros([1, 2]) }, target],
    ['the variances of the target', p, { ...target, logVariance: tf.zeros([3, 1]) }],
    ['the target', p, { mean: tf.zeros([1, 2]), logVariance: tf.zeros([1, 2]) }],
  ])('refuses shapes that would broadcast: %s', (_, one, other) => {
    expect(() => gaussianKl(one, other)).toThrow(
      expect.objectContaining({
        code: 'ILDL_INPUT',
        message: expect.stringMatching(/^gaussianKl got .*\[3,2\].*give all as \[rows, units\]\.$/),
      }),
    );
  });
});

describe('similarityMatching', () => {
  it('is the mean over all pairs of rows of the squared difference', () => {
    // Cosine 0 in one, 1 or -1 in the other: two of four pairs differ, by 1.
    const orthogonal = tf.tensor2d([
      [1, 0],
      [0, 2],
    ]);
    expectClose(similarityMatching(orthogonal, tf.tensor2d([[3], [1]])), 0.5);
    expectClose(similarityMatching(orthogonal, tf.tensor2d([[3], [-1]])), 0.5);
    expectClose(similarityMatching(tf.tensor2d([[1], [1]]), tf.tensor2d([[1], [-1]])), 2);
  });

  it('is 0 for equal rows, for scaled ones, and for one row', () => {
    const scaled = tf.mul<tf.Tensor2D>(p.mean, [[2], [0.5], [7]]);
    expectClose(similarityMatching(p.mean, p.mean), 0, 0);
    expectClose(similarityMatching(p.mean, scaled), 0, 1e-7);
    expectClose(similarityMatching(tf.tensor2d([[1, 2]]), tf.tensor2d([[-3, 1, 5]])), 0, 1e-7);
  });

  it('is symmetric, within [0, 4], and blind to a common order of the rows', () => {
    fc.assert(
      fc.property(matrix(4, 3), matrix(4, 2), (one, other) => {
        tf.tidy(() => {
          const [a, b] = [tf.tensor2d(one), tf.tensor2d(other)];
          const value = similarityMatching(a, b);
          expectClose(similarityMatching(b, a), value);
          expectClose(similarityMatching(tf.reverse(a, 0), tf.reverse(b, 0)), value);
          const [number] = value.dataSync() as unknown as [number];
          expect(number).toBeGreaterThanOrEqual(0);
          expect(number).toBeLessThanOrEqual(4);
        });
      }),
    );
  });

  it('has the gradients of its finite differences', () => {
    const b = tf.tensor2d([
      [0.5, -1, 2],
      [1, 0.7, 0.3],
      [-0.4, 0.6, 1.1],
    ]);
    expectGradient((a) => similarityMatching(a, b), p.mean);
    expectGradient((moved) => similarityMatching(p.mean, moved), b);
  });

  it('stays finite for a row of zeros, and so does its gradient', () => {
    const zero = tf.tensor2d([
      [0, 0],
      [1, 2],
    ]);
    const f = (a: tf.Tensor) => similarityMatching(a as tf.Tensor2D, tf.tensor2d([[1], [2]]));
    expect([...f(zero).dataSync(), ...tf.grad(f)(zero).dataSync()].every(Number.isFinite)).toBe(true);
  });

  it('refuses other numbers of rows', () => {
    expect(() => similarityMatching(tf.zeros([2, 3]), tf.zeros([1, 3]))).toThrow(
      expect.objectContaining({
        code: 'ILDL_INPUT',
        message: 'similarityMatching got 2 and 1 rows; give as many of both.',
      }),
    );
  });
});
