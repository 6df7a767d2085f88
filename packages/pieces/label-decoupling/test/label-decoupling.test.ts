import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { dominantAndRest, dominantDegree, recompose } from '../src/index.js';

/** Label distributions with ties, zeros, one-hot rows and tiny degrees. */
const distributions = fc.integer({ min: 2, max: 9 }).chain((labels) =>
  fc.array(
    fc
      .array(fc.constantFrom(0, 0, 1e-9, 0.01, 0.25, 0.25, 0.5, 1), { minLength: labels, maxLength: labels })
      .filter((row) => row.some((degree) => degree > 0))
      .map((row) => row.map((degree) => degree / row.reduce<number>((a, b) => a + b, 0))),
    { minLength: 1, maxLength: 6 },
  ),
);
const law = (check: (rows: number[][], y: tf.Tensor2D) => void) =>
  fc.assert(fc.property(distributions, (rows) => tf.tidy(() => check(rows, tf.tensor2d(rows)))));

interface Golden {
  readonly labels: number[][];
  readonly index: number[];
  readonly dominant: number[][];
  readonly nondominant: number[][];
  readonly lambda_: number[];
}

// Ties and one-hots are where backends differ.
describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
  });

  describe('dominantAndRest', () => {
    it('is undone by recompose', () => {
      law((rows, y) => expectClose(recompose(dominantAndRest(y), dominantDegree(y)), rows, 3e-7));
    });

    it('has a dominant part that is 1 at the first maximum', () => {
      law((rows, y) => {
        const first = rows.map((row) => {
          const single = row.map(Math.fround);
          return row.map((_, j) => (j === single.indexOf(Math.max(...single)) ? 1 : 0));
        });
        expectClose(dominantAndRest(y).dominant, first, 0);
      });
    });

    it('has a rest that sums to 1, or to 0 where nothing is left, and has no part in the dominant label', () => {
      law((rows, y) => {
        const { dominant, nonDominant } = dominantAndRest(y);
        const left = rows.map((row) => (row.filter((degree) => degree > 0).length > 1 ? 1 : 0));
        expectClose(tf.sum(nonDominant, 1), left);
        expectClose(
          tf.sum(tf.mul(dominant, nonDominant), 1),
          left.map(() => 0),
          0,
        );
        expect(Math.min(...nonDominant.dataSync())).toBe(0);
      });
    });

    it('keeps the proportions of the rest', () => {
      law((_, y) => {
        const { dominant, nonDominant } = dominantAndRest(y);
        const rest = tf.mul(y, tf.sub(1, dominant));
        expectClose(tf.mul(nonDominant, tf.sum(rest, 1, true)), rest);
      });
    });

    it('treats every row by itself', () => {
      law((rows, y) => {
        const reversed = dominantAndRest(tf.reverse(y, 0));
        for (const [part, whole] of Object.entries(dominantAndRest(y)))
          expectClose(tf.reverse(reversed[part as 'dominant'], 0), whole, 0);
        const alone = rows.map((row) => dominantAndRest(tf.tensor2d([row])).nonDominant);
        expectClose(tf.concat(alone), dominantAndRest(y).nonDominant, 0);
      });
    });

    it('follows the labels when they change places, where no degree ties', () => {
      const y = tf.tensor2d([
        [0.1, 0.6, 0.25, 0.05],
        [0.4, 0.3, 0, 0.3],
      ]);
      const order = [2, 0, 3, 1];
      const moved = dominantAndRest(tf.gather(y, order, 1));
      for (const [part, whole] of Object.entries(dominantAndRest(y)))
        expectClose(moved[part as 'dominant'], tf.gather(whole, order, 1));
    });

    it('leaves its input and the count of tensors alone', () => {
      const rows = [
        [0.5, 0.5],
        [1, 0],
      ];
      const y = tf.tensor2d(rows);
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        dominantAndRest(y);
      });
      expect(tf.memory().numTensors).toBe(before);
      expectClose(y, rows, 0);
    });
  });

  describe('recompose', () => {
    it('mixes predictions by the degree of each row', () => {
      const dominant = tf.tensor2d([
        [0.8, 0.2],
        [0.5, 0.5],
      ]);
      const nonDominant = tf.tensor2d([
        [0, 1],
        [1, 0],
      ]);
      expectClose(recompose({ dominant, nonDominant }, tf.tensor1d([0.5, 0])), [0.4, 0.6, 1, 0]);
    });
  });

  describeGolden<Golden>('amema/decouple.json', (golden) => {
    it('equals every row', () => {
      const y = tf.tensor2d(golden.labels);
      const { dominant, nonDominant } = dominantAndRest(y);
      expectClose(dominant, golden.dominant, 0);
      expectClose(tf.argMax(dominant, 1), golden.index, 0);
      expectClose(nonDominant, golden.nondominant);
      expectClose(dominantDegree(y), golden.lambda_);
      expectClose(recompose({ dominant, nonDominant }, dominantDegree(y)), golden.labels);
    });
  });
});
