import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import { aaKnn } from '../src/index.js';
import { checkConforms } from './check-conforms.js';
import type { TinyProblem } from './tiny-problem.js';

type Matrix = number[][];
const predicted = async (neighbours: number, x: Matrix, y: Matrix, queries: Matrix) => {
  const train = { x: tf.tensor2d(x), y: tf.tensor2d(y) };
  const { predictor } = await collect(aaKnn({ neighbours }).fit({ train, rng: rngFrom(0) }));
  return predictor.predict(tf.tensor2d(queries));
};

describeGolden<TinyProblem>('baselines/tiny_problem.json', ({ X, Y, Xtest }) => {
  describeGolden<{
    pred: Record<string, Matrix>;
    duplicate: { k1: Matrix; k2: Matrix };
  }>('baselines/aaknn_tiny.json', ({ pred, duplicate }) => {
    const [x, y, test] = [X, Y, Xtest] as [Matrix, Matrix, Matrix];
    it.each(Object.entries(pred))('averages %s neighbours', async (k, expected) => {
      expectClose(await predicted(Number(k), x, y, test), expected, 1e-7);
    });
    it('takes the first of equally near rows', async () => {
      const [twice, labels] = [
        [...x, x[2] as number[]],
        [...y, y[5] as number[]],
      ];
      expectClose(await predicted(1, twice, labels, [x[2] as number[]]), duplicate.k1, 1e-7);
      expectClose(await predicted(2, twice, labels, [x[2] as number[]]), duplicate.k2, 1e-7);
    });
  });
});

describe('aaKnn', () => {
  it('orders many equally near rows by their place', async () => {
    const y = [
      [1, 0],
      [0.5, 0.5],
      [0, 1],
      [0.25, 0.75],
    ];
    expectClose(await predicted(2, [[1], [-1], [1], [-1]], y, [[0]]), [[0.75, 0.25]], 1e-7);
    expectClose(await predicted(3, [[9], [2], [1], [1]], y, [[0]]), [[0.25, 0.75]], 1e-7);
  });

  it('refuses a number of neighbours that is none', () => {
    for (const neighbours of [0, -1, 1.5, Number.NaN])
      expect(() => aaKnn({ neighbours })).toThrowError(expect.objectContaining({ code: 'ILDL_OPTION' }));
  });

  it('keeps the contract of a method', () => checkConforms(aaKnn(), { iterates: false }));
});
