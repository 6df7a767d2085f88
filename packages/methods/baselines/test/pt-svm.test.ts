import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describe, expect, it } from 'vitest';
import { ptSvm } from '../src/index.js';
import { whitenedSpace } from '../src/linear/whitened-space.js';
import { plattSigmoid } from '../src/platt-sigmoid.js';
import { type PtSvmOptions, squaredHinge } from '../src/pt-svm.js';
import { checkConforms } from './check-conforms.js';
import { endOf } from './end-of.js';
import { expectDifferences } from './expect-differences.js';

const numbers = (name: string, count: number) =>
  Float64Array.from(rngFrom(5).fork(name).normal([count]).dataSync());
const train = {
  x: rngFrom(5).normal<tf.Rank.R2>([30, 4]),
  y: tf.softmax(rngFrom(6).normal<tf.Rank.R2>([30, 3])) as tf.Tensor2D,
};

describe('squaredHinge', () => {
  it('has a gradient that equals differences', () => {
    const examples = { of: Float64Array.of(0.2, 0.8, 2, 1, 0, 1), total: Float64Array.of(1, 3, 1) };
    expectDifferences(squaredHinge(examples, 2, 0.7), Float64Array.of(0.3, -1.7, 2.2, 0.1, -0.4, 1.3));
  });
});

describe('whitenedSpace', () => {
  it.each([
    [6, 4],
    [4, 6],
    [6, 6],
  ])(
    'has gradients that equal differences and lengths of the weights, with %s rows of %s features',
    (rows, features) => {
      const x = numbers('x', rows * features);
      // Twice the same row, so that the rank is less than their number.
      x.copyWithin(0, features, 2 * features);
      const space = whitenedSpace(x, rows, features, 2, { curvature: 2, penalty: 0.5 });
      const loss = squaredHinge(
        { of: new Float64Array(rows * 2).fill(0.3), total: new Float64Array(rows).fill(1) },
        2,
        1,
      );
      const at = numbers('at', space.start.length);
      expectDifferences(space.objective(loss), at);
      const w = space.weights(at);
      expectClose(
        space.squaredLength(at),
        w.reduce((sum, value) => sum + value ** 2, 0),
        1e-9,
      );
      const logits = Float64Array.from({ length: rows * 2 }, (_, i) => {
        let sum = 0;
        for (let r = 0; r < features; r++)
          sum += (x[Math.floor(i / 2) * features + r] as number) * (w[r * 2 + (i % 2)] as number);
        return sum;
      });
      expectClose(space.logits(at), [...logits], 1e-9);
    },
  );
});

describe('plattSigmoid', () => {
  it('finds the probabilities of two values', () => {
    const yes = Float64Array.of(30, 10);
    const no = Float64Array.of(10, 30);
    const { a, b } = plattSigmoid(Float64Array.of(1, -1), yes, no);
    // 41/42 of a yes and 1/42 of a no are the smoothed targets.
    const probability = (30 * (41 / 42) + 10 * (1 / 42)) / 40;
    expectClose(1 / (1 + Math.exp(a + b)), probability, 1e-9);
    expectClose(1 / (1 + Math.exp(-a + b)), 1 - probability, 1e-9);
  });

  it('gives the smoothed share where all values are the same', () => {
    const { a, b } = plattSigmoid(Float64Array.of(0, 0), Float64Array.of(1, 0), Float64Array.of(0, 1));
    expectClose(1 / (1 + Math.exp(a * 0 + b)), (2 / 3 + 1 / 3) / 2, 1e-9);
  });

  it('ends on values that separate yes from no', () => {
    const { a, b } = plattSigmoid(Float64Array.of(5, -5), Float64Array.of(1, 0), Float64Array.of(0, 1));
    expectClose(1 / (1 + Math.exp(5 * a + b)), 2 / 3, 1e-9);
  });
});

describe('ptSvm', () => {
  it('reaches its minimum', async () => {
    expect(await endOf(ptSvm(), train)).toMatchObject({ type: 'minimum', converged: true });
    expect(await endOf(ptSvm({ iterations: 1, cost: 50 }), train)).toMatchObject({
      converged: false,
      iterations: 1,
    });
  });

  it('draws examples by the seed', async () => {
    const [once, twice, weighted] = await Promise.all(
      [{ examples: 'drawn' }, { examples: 'drawn' }, {}].map((options) =>
        endOf(ptSvm(options as Partial<PtSvmOptions>), train),
      ),
    );
    expect(once).toEqual(twice);
    expect(once).not.toEqual(weighted);
  });

  it('refuses options out of range', () => {
    for (const options of [{ cost: 0 }, { iterations: 0 }, { examples: 'all' }])
      expect(() => ptSvm(options as Partial<PtSvmOptions>)).toThrowError(
        expect.objectContaining({ code: 'ILDL_OPTION' }),
      );
  });

  it.each(['weighted', 'drawn'] as const)('keeps the contract of a method with %s examples', (examples) =>
    checkConforms(ptSvm({ examples })),
  );
});
