import { branchMomentum } from '@ildl/branch-momentum';
import type { Params, Transform } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expectClose } from 'testing/expect-close.js';
import { contextOf } from 'testing/step-context.js';
import { describe, expect, it } from 'vitest';
import { momentum, stateless } from '../src/index.js';

const name = 'all/kernel';

const valuesOf = (updates: Params | undefined) => [...((updates as Params)[name] as tf.Tensor).dataSync()];

/** The updates of a parameter, step by step. */
const updatesOf = (transform: Transform, gradients: readonly (readonly number[])[]): Params[] => {
  let state = transform.init({ [name]: tf.zeros([gradients[0]?.length ?? 0]) });
  return gradients.map((gradient, step) => {
    const result = transform.update({ [name]: tf.tensor1d([...gradient]) }, state, contextOf({}, {}, step));
    state = result.state;
    return result.updates;
  });
};

/** The method in float64: v = decay v + g; the updates are v, or g + decay v (`torch.optim.SGD`). */
const reference = (
  gradients: readonly (readonly number[])[],
  decay: number,
  nesterov: boolean,
): number[][] => {
  const velocity = gradients[0]?.map(() => 0) ?? [];
  return gradients.map((gradient) =>
    gradient.map((g, i) => {
      const v = decay * (velocity[i] as number) + g;
      velocity[i] = v;
      return nesterov ? g + decay * v : v;
    }),
  );
};

const finite = fc.double({ min: -100, max: 100, noNaN: true });
const steps = fc.array(fc.tuple(finite, finite, finite), { minLength: 1, maxLength: 12 });
const decays = fc.double({ min: 0, max: 0.999, noNaN: true });

describe('momentum', () => {
  it.each([false, true])('is that of PyTorch, nesterov %s', (nesterov) => {
    // By hand, from the documented formula of torch.optim.SGD with momentum 0.9, for the gradients 1, 2, -1.
    const expected = nesterov ? [1.9, 4.61, 0.449] : [1, 2.9, 1.61];
    const updates = updatesOf(momentum(0.9, { nesterov }), [[1], [2], [-1]]);
    for (const [step, update] of updates.entries())
      expectClose(update[name] as tf.Tensor, [expected[step] as number]);
  });

  it('follows the recurrence in float64 for any gradients', () => {
    fc.assert(
      fc.property(steps, decays, fc.boolean(), (gradients, decay, nesterov) => {
        tf.tidy(() => {
          const updates = updatesOf(momentum(decay, { nesterov }), gradients);
          for (const [step, expected] of reference(gradients, decay, nesterov).entries()) {
            const scale = Math.max(1, ...gradients.flat().map(Math.abs)) * 12;
            for (const [i, value] of valuesOf(updates[step]).entries())
              expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-6 * scale);
          }
        });
      }),
      { numRuns: 50 },
    );
  });

  it('changes nothing for a decay of 0, and is branchMomentum where every group has the same momentum', () => {
    const gradients = [
      [1, -2, 0.3],
      [0.5, 4, 0],
      [-0.1, 0.01, 7],
    ];
    for (const [step, update] of updatesOf(momentum(0), gradients).entries())
      expectClose(update[name] as tf.Tensor, gradients[step] as number[]);
    const branches = updatesOf(branchMomentum({ momenta: { all: 0.9 } }) as unknown as Transform, gradients);
    for (const [step, update] of updatesOf(momentum(0.9), gradients).entries())
      expect(valuesOf(update)).toEqual(valuesOf(branches[step]));
  });

  it.each([-0.1, 1, Number.NaN])('refuses the decay %d', (decay) => {
    expect(() => momentum(decay)).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringContaining(`${decay}`) }),
    );
  });
});

it('stateless passes gradients, context and signals, and keeps the empty state', () => {
  const transform = stateless((gradients, { step }) => ({ updates: gradients, signals: { step } }));
  const state = transform.init({});
  expect(state).toEqual({});
  const given = { [name]: tf.tensor1d([1, 2]) };
  const { updates, state: next, signals } = transform.update(given, state, contextOf({}, {}, 3));
  expect(updates).toBe(given);
  expect(next).toBe(state);
  expect(signals?.step?.dataSync()[0]).toBe(3);
});
