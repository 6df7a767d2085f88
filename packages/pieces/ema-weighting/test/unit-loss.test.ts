import { checkWeighting } from '@ildl/conformance';
import type { Terms } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expectClose } from 'testing/expect-close.js';
import { describe, expect, it } from 'vitest';
import { unitLoss } from '../src/index.js';

type Term = 'prediction' | 'recovery' | 'similarity';
const terms: readonly Term[] = ['prediction', 'recovery', 'similarity'];
const fixed = { prediction: 1, recovery: 0.1, similarity: 0.5 };
const scalars = (losses: Readonly<Record<Term, number>>) =>
  Object.fromEntries(terms.map((term) => [term, tf.scalar(losses[term])])) as Terms<Term>;
const weigh = (losses: Terms<Term>) => {
  const weighting = unitLoss(fixed);
  return weighting.update(losses, weighting.init(terms));
};
const weightedSum = (losses: Terms<Term>, weights: Terms<Term>) =>
  tf.addN(terms.map((term) => tf.mul(losses[term], weights[term]))) as tf.Scalar;

describe('unitLoss', () => {
  it('gives weights that make the weighted sum 1, in the proportion of the fixed', () => {
    const loss = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(loss, loss, loss, (prediction, recovery, similarity) => {
        tf.tidy(() => {
          const losses = scalars({ prediction, recovery, similarity });
          const { weights } = weigh(losses);
          expectClose(weightedSum(losses, weights), 1);
          expectClose(tf.div(weights.recovery, weights.prediction), 0.1);
          expectClose(tf.div(weights.similarity, weights.prediction), 0.5);
        });
      }),
    );
  });

  it('divides a single term by its own value', () => {
    const weighting = unitLoss({ prediction: 1 });
    const { weights } = weighting.update({ prediction: tf.scalar(0.25) }, weighting.init(['prediction']));
    expectClose(weights.prediction, 4);
  });

  it('has the gradient of the logarithm of the loss', () => {
    const at = tf.tensor1d([0.4, 1.7]);
    const lossesOf = (x: tf.Tensor): Terms<Term> => ({
      prediction: tf.sum(tf.square(x)),
      recovery: tf.sum(tf.exp(x)),
      similarity: tf.mean(tf.abs(x)),
    });
    const { weights } = weigh(lossesOf(at));
    const gradient = tf.grad((x) => weightedSum(lossesOf(x), weights))(at);
    const logarithm = tf.grad((x) => tf.log(weightedSum(lossesOf(x), scalars(fixed))))(at);
    expectClose(gradient, logarithm);
  });

  it('goes on downwards where the loss is negative', () => {
    const losses = scalars({ prediction: -3, recovery: 2, similarity: 1 });
    const { weights, signals } = weigh(losses);
    expectClose((signals as Terms).loss as tf.Scalar, -2.3);
    expectClose(weightedSum(losses, weights), -1);
    for (const term of terms) expectClose(weights[term], fixed[term] / 2.3);
  });

  it('stays finite where the loss is 0', () => {
    const { weights, signals } = weigh(scalars({ prediction: 0, recovery: 0, similarity: 0 }));
    const numbers = [...Object.values(weights), ...Object.values(signals as Terms)];
    expect(numbers.every((value) => Number.isFinite(value.dataSync()[0]))).toBe(true);
    expectClose(tf.mul(weights.prediction, 1e-8), 1);
  });

  it('reports the loss and its weights, and keeps no state', () => {
    const { signals, state, weights } = weigh(scalars({ prediction: 2, recovery: 1, similarity: 1 }));
    expect(Object.keys(signals as Terms)).toEqual([
      'loss',
      'weight/prediction',
      'weight/recovery',
      'weight/similarity',
    ]);
    expectClose((signals as Terms).loss as tf.Scalar, 2.6);
    expectClose((signals as Terms)['weight/recovery'] as tf.Scalar, weights.recovery, 0);
    expect(state).toEqual({});
  });

  it.each([[['prediction']], [['prediction', 'recovery', 'similarity', 'alignment']], [[]]])(
    'refuses the terms %o, naming both lists',
    (wrong) => {
      expect(() => unitLoss(fixed).init(wrong as Term[])).toThrow(
        expect.objectContaining({
          code: 'ILDL_OPTION',
          message: `unitLoss weighs the loss terms prediction, recovery, similarity, but the model has ${wrong.join(', ') || 'none'}.`,
        }),
      );
    },
  );

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the weight %d', (weight) => {
    expect(() => unitLoss({ prediction: weight })).toThrow(
      expect.objectContaining({
        code: 'ILDL_OPTION',
        message: `unitLoss got weight ${weight} of prediction; give a number from 0.`,
      }),
    );
  });

  it('keeps the contract of a weighting', async () => {
    const { results, ran } = await checkWeighting(unitLoss(fixed), { name: 'unitLoss', terms });
    expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(ran).toBe(8);
  });
});
