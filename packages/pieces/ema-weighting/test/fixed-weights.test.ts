import type { Terms } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describe, expect, it } from 'vitest';
import { emaBalance, fixedWeights } from '../src/index.js';

const half = { dominant: 0.5, nonDominant: 0.5 };
const terms = ['nonDominant', 'dominant'] as const;
const losses = { dominant: tf.scalar(1.2), nonDominant: tf.scalar(0.4) };

describe('fixedWeights', () => {
  it('gives the same weights whatever the losses', () => {
    const weighting = fixedWeights({ prediction: 1, recovery: 0 });
    const state = weighting.init(['prediction', 'recovery']);
    const { weights, signals } = weighting.update(
      { prediction: tf.scalar(9), recovery: tf.scalar(2) },
      state,
    );
    expectClose(weights.prediction, 1, 0);
    expectClose(weights.recovery, 0, 0);
    expect(Object.keys(signals as Terms)).toEqual(['weight/prediction', 'weight/recovery']);
    expect(state).toEqual({});
  });

  it('reports the signals of another weighting, but its own weights', () => {
    const other = emaBalance();
    const weighting = fixedWeights(half, { signalsOf: other });
    let [state, otherState] = [weighting.init(terms), other.init(terms)];
    for (let step = 0; step < 3; step++) {
      const [mine, its] = [weighting.update(losses, state), other.update(losses, otherState)];
      const [signals, wanted] = [mine.signals, its.signals] as [Terms, Terms];
      expect(Object.keys(signals).sort()).toEqual(Object.keys(wanted).sort());
      for (const name of ['ratio', 'ema/dominant', 'ema/nonDominant'])
        expectClose(signals[name] as tf.Scalar, wanted[name] as tf.Scalar, 0);
      expectClose(signals['weight/dominant'] as tf.Scalar, 0.5, 0);
      expectClose(mine.weights.nonDominant, 0.5, 0);
      [state, otherState] = [mine.state, its.state];
    }
  });

  it('refuses other terms, naming both lists', () => {
    expect(() => fixedWeights(half).init(['dominant'])).toThrow(
      expect.objectContaining({
        code: 'ILDL_OPTION',
        message: 'fixedWeights weighs the loss terms dominant, nonDominant, but the model has dominant.',
      }),
    );
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the weight %d', (weight) => {
    expect(() => fixedWeights({ dominant: weight })).toThrow(
      expect.objectContaining({
        code: 'ILDL_OPTION',
        message: expect.stringContaining(`weight ${weight} of dominant`),
      }),
    );
  });
});
