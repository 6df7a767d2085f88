import { branchMomentum } from '@ildl/branch-momentum';
import type { Params, Terms, Transform } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expectClose } from 'testing/expect-close.js';
import { contextOf, numbers } from 'testing/step-context.js';
import { describe, expect, it } from 'vitest';
import { chain, clipByGlobalNorm, partition, scale, scaleBySchedule, weightDecay } from '../src/index.js';

const params: Params = {
  'dominant/encoder/kernel': tf.tensor2d([
    [1, -2],
    [0.5, 4],
  ]),
  'dominant/encoder/bias': tf.tensor1d([0.1, 0.2]),
  'nonDominant/encoder/kernel': tf.tensor2d([
    [3, 0],
    [-1, 1],
  ]),
};
const gradients: Params = {
  'dominant/encoder/kernel': tf.tensor2d([
    [3, 0],
    [0, 0],
  ]),
  'dominant/encoder/bias': tf.tensor1d([0, 4]),
  'nonDominant/encoder/kernel': tf.tensor2d([
    [0, 0],
    [0, 12],
  ]),
};
const once = (transform: Transform, signals: Readonly<Record<string, number>> = {}, step = 0) =>
  transform.update(gradients, transform.init(params), contextOf(params, signals, step));
const expectSame = (a: Params, b: Params) => {
  expect(Object.keys(a).sort()).toEqual(Object.keys(b).sort());
  for (const [name, value] of Object.entries(a)) expectClose(value, b[name] as tf.Tensor);
};
/** The updates of a few steps. */
const several = (transform: Transform) => {
  let state = transform.init(params);
  return [0, 1, 2].map((step) => {
    const result = transform.update(gradients, state, contextOf(params, {}, step));
    state = result.state;
    return result.updates;
  });
};
const expectEquivalent = (a: Transform, b: Transform) => {
  const updates = several(b);
  for (const [i, update] of several(a).entries()) expectSame(update, updates[i] as Params);
};
/** Reports what it sees. */
const spy = (seen: string[][], report: Terms = {}): Transform => ({
  init: () => ({}),
  update: (updates, state, ctx) => {
    seen.push(Object.keys(ctx.signals));
    return { updates, state, signals: report };
  },
});

describe('chain', () => {
  const [a, b, c] = [weightDecay(0.1), branchMomentum(), scale(-0.5)];

  it('gives each transform the updates of the one before', () => {
    expectSame(
      once(chain(weightDecay(0.5), scale(2))).updates,
      once(chain(scale(2), weightDecay(1))).updates,
    );
    const decayed = once(chain(scale(2), weightDecay(1))).updates['dominant/encoder/bias'] as tf.Tensor;
    expectClose(decayed, [0.1, 8.2]);
  });

  it('is associative, and the empty chain changes nothing', () => {
    expectEquivalent(chain(a, b, c), chain(a, chain(b, c)));
    expectEquivalent(chain(a, b, c), chain(chain(a, b), c));
    expectEquivalent(chain(b), b);
    expectEquivalent(chain(chain(), b, chain()), b);
    expectSame(once(chain()).updates, gradients);
  });

  it('shows each transform the signals of those before, and reports them all', () => {
    const seen: string[][] = [];
    const [one, two] = [tf.scalar(1), tf.scalar(2)];
    const { signals } = once(
      chain(spy(seen, { norm: one, first: one }), spy(seen, { norm: two }), spy(seen)),
      { ratio: 1 },
    );
    expect(seen).toEqual([['ratio'], ['ratio', 'norm', 'first'], ['ratio', 'norm', 'first']]);
    expect(numbers(signals)).toEqual({ norm: 2, first: 1 });
  });
});

describe('partition', () => {
  it('is the same as no partition for what looks at each number alone', () => {
    expectEquivalent(
      partition(() => chain(weightDecay(0.1), scale(3))),
      chain(weightDecay(0.1), scale(3)),
    );
    expectEquivalent(
      partition(() => branchMomentum()),
      branchMomentum(),
    );
  });

  it('gives each group its own transform, and sees the group only', () => {
    const seen: Params[] = [];
    const looking: Transform = {
      init: (own) => ({ ...own }),
      update: (updates, state, ctx) => {
        seen.push(updates, ctx.params, state as Params);
        return { updates, state };
      },
    };
    const { updates } = once(partition({ dominant: looking, nonDominant: scale(10) }));
    for (const part of seen)
      expect(Object.keys(part)).toEqual(['dominant/encoder/kernel', 'dominant/encoder/bias']);
    expectClose(updates['dominant/encoder/bias'] as tf.Tensor, [0, 4]);
    expectClose(updates['nonDominant/encoder/kernel'] as tf.Tensor, [0, 0, 0, 120]);
  });

  it('puts the group behind the name of a signal', () => {
    const { signals } = once(partition(() => clipByGlobalNorm(1)));
    expect(numbers(signals)).toEqual({ 'norm/dominant': 5, 'norm/nonDominant': 12 });
  });

  it('keeps a state for each group', () => {
    const transform = partition((group) =>
      branchMomentum({ momenta: { [group]: group === 'dominant' ? 0.5 : 0 } }),
    );
    expectEquivalent(transform, branchMomentum({ momenta: { dominant: 0.5, nonDominant: 0 } }));
    expect(Object.keys(transform.init(params))).toEqual(['dominant', 'nonDominant']);
  });

  it('names both lists for a group without a transform', () => {
    expect(() => partition({ dominant: scale(1), head: scale(1) }).init(params)).toThrow(
      expect.objectContaining({
        code: 'ILDL_OPTION',
        message:
          'partition has transforms for the groups dominant, head, but the parameters are in dominant, nonDominant.',
      }),
    );
  });
});

describe('clipByGlobalNorm', () => {
  it('scales all gradients by one factor, so that their norm is at most max', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 50, noNaN: true }), (max) => {
        const { updates, signals } = once(clipByGlobalNorm(max));
        const factor = Math.min(1, max / (13 + 1e-6));
        expectClose(signals?.norm as tf.Scalar, 13);
        for (const [name, gradient] of Object.entries(gradients))
          expectClose(updates[name] as tf.Tensor, tf.mul(gradient, factor), 2e-6);
      }),
    );
  });

  it('adds 1e-6 to the norm, as PyTorch does', () => {
    const clip = clipByGlobalNorm(1e-6);
    const { updates } = clip.update({ w: tf.scalar(1e-6) }, clip.init(params), contextOf(params));
    expectClose(tf.mul(updates.w as tf.Tensor, 1e6), [0.5]);
  });

  it('leaves gradients of 0 alone', () => {
    const zeros = Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, tf.zerosLike(g)]));
    const clip = clipByGlobalNorm(1);
    const { updates } = clip.update(zeros, clip.init(params), contextOf(params));
    expectSame(updates, zeros);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (max) => {
    expect(() => clipByGlobalNorm(max)).toThrow(expect.objectContaining({ code: 'ILDL_OPTION' }));
  });
});

describe('weightDecay', () => {
  it('is the gradient of an L2 term of rate/2 before the momentum', () => {
    const l2 = tf.grad((w: tf.Tensor) => tf.mul(tf.sum(tf.square(w)), 0.3 / 2));
    const { updates } = once(weightDecay(0.3));
    for (const [name, gradient] of Object.entries(gradients))
      expectClose(updates[name] as tf.Tensor, tf.add(gradient, l2(params[name] as tf.Tensor)));
  });

  it('changes nothing with rate 0', () => expectSame(once(weightDecay(0)).updates, gradients));

  it.each([-0.1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (rate) => {
    expect(() => weightDecay(rate)).toThrow(expect.objectContaining({ code: 'ILDL_OPTION' }));
  });
});

describe('scale', () => {
  it('multiplies', () => {
    expectClose(once(scale(-0.25)).updates['dominant/encoder/bias'] as tf.Tensor, [0, -1]);
  });

  it('refuses what is not finite', () => {
    expect(() => scale(Number.NaN)).toThrow(expect.objectContaining({ code: 'ILDL_OPTION' }));
  });
});

describe('scaleBySchedule', () => {
  it('multiplies by a function of the finished steps', () => {
    const halving = scaleBySchedule((step) => tf.pow(0.5, step));
    for (const [step, wanted] of [
      [0, 4],
      [1, 2],
      [3, 0.5],
    ] as const)
      expectClose(once(halving, {}, step).updates['dominant/encoder/bias'] as tf.Tensor, [0, wanted]);
  });
});

describe('every transform', () => {
  it.each(
    Object.entries({
      chain: chain(weightDecay(1), scale(1)),
      partition: partition(() => clipByGlobalNorm(1)),
      clipByGlobalNorm: clipByGlobalNorm(1),
      weightDecay: weightDecay(1),
      scale: scale(1),
      scaleBySchedule: scaleBySchedule((step) => step),
      branchMomentum: branchMomentum({ adaption: {} }),
    } satisfies Record<string, Transform>),
  )('%s keeps names and shapes, leaves its input, and keeps no tensor', (_, transform) => {
    const before = tf.memory().numTensors;
    const copies = Object.values(gradients).map((gradient) => [...gradient.dataSync()]);
    tf.tidy(() => {
      const { updates } = once(transform, { ratio: 0.8 });
      for (const [name, gradient] of Object.entries(gradients))
        expect(updates[name]?.shape).toEqual(gradient.shape);
      expect(Object.keys(updates).length).toBe(Object.keys(gradients).length);
    });
    expect(Object.values(gradients).map((gradient) => [...gradient.dataSync()])).toEqual(copies);
    expect(tf.memory().numTensors).toBe(before);
  });
});
