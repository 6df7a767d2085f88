import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import { ldlHr } from '../src/index.js';
import { hrLoss } from '../src/ldl-hr.js';
import { withIntercept } from '../src/linear/linear-softmax.js';
import { weightSpace } from '../src/linear/weight-space.js';
import { checkConforms } from './check-conforms.js';
import { expectDifferences } from './expect-differences.js';
import { flat, problemOf, type TinyProblem, trainOf } from './tiny-problem.js';

interface Golden {
  W6: number[][];
  authors: { objective: number; grad: number[][] };
}

describeGolden<TinyProblem>('baselines/tiny_problem.json', (tiny) => {
  describeGolden<Golden>('baselines/ldl_hr_tiny.json', ({ W6, authors }) => {
    it('has the objective and a gradient of it', () => {
      const {
        x,
        y: { rows, values: y },
      } = trainOf(tiny);
      const { features, labels } = problemOf(tiny);
      const space = weightSpace(withIntercept(x), rows, features + 1, new Float64Array(24));
      const objective = space.objective(
        hrLoss(y, labels, { marginWeight: 0.5, rest: 0.7, margin: 0.3 }),
        0.01,
      );
      const { value, gradient } = objective(flat(W6));
      expectClose(value, authors.objective, 1e-8);
      expectClose(gradient, authors.grad, 1e-8);
      expectDifferences(objective, flat(W6));
    });
  });
});

describe('ldlHr', () => {
  /** The highest label is the sign of the feature. */
  const train = {
    x: tf.tensor2d([-3, -2, -1, 1, 2, 3], [6, 1]),
    y: tf.tensor2d([-1, -1, -1, 1, 1, 1].map((sign) => [0.5 + 0.1 * sign, 0.5 - 0.1 * sign])),
  };

  it('learns the highest label, with a margin, and says how it ended', async () => {
    const { predictor, events } = await collect(ldlHr({ marginWeight: 10 }).fit({ train, rng: rngFrom(0) }));
    const p = predictor.predict(train.x).arraySync();
    for (const [row, degrees] of p.entries()) {
      const [higher, lower] = row < 3 ? [degrees[1], degrees[0]] : [degrees[0], degrees[1]];
      expect((higher as number) - (lower as number)).toBeGreaterThan(0.1);
    }
    expect(events.at(-1)).toMatchObject({
      type: 'minimum',
      converged: false,
      reason: expect.stringMatching('kink'),
    });
  });

  it('takes the first of labels that tie', () => {
    const loss = hrLoss(Float64Array.of(0.4, 0.4, 0.2), 3, { marginWeight: 0, rest: 0, margin: 0 });
    expectClose(loss(Float64Array.of(20, 0, 0)).value, 0, 1e-6);
    expectClose(loss(Float64Array.of(0, 20, 0)).value, 2, 1e-6);
  });

  it('refuses options out of range', () => {
    for (const options of [{ l2: -1 }, { margin: -1 }, { iterations: 0 }])
      expect(() => ldlHr(options)).toThrow(expect.objectContaining({ code: 'ILDL_OPTION' }));
  });

  it('keeps the contract of a method', () => checkConforms(ldlHr()));
});
