import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { contextOf } from 'testing/step-context.js';
import { describe, expect, it } from 'vitest';
import { adam } from '../src/index.js';

/** Gradients of one parameter, step after step. */
const gradients = [
  [1, -2, 0],
  [0.5, 4, 0],
  [-0.1, 0.01, 0],
];

/** The method in float64, written from the papers. */
const reference = (amsgrad: boolean) => {
  const [m, v, largest] = [0, 0, 0].map(() => [0, 0, 0]) as [number[], number[], number[]];
  return gradients.map((gradient, step) =>
    gradient.map((g, i) => {
      m[i] = 0.9 * (m[i] as number) + 0.1 * g;
      v[i] = 0.999 * (v[i] as number) + 0.001 * g * g;
      largest[i] = Math.max(largest[i] as number, v[i] as number);
      const square = (amsgrad ? largest[i] : v[i]) as number;
      const root = Math.sqrt(square / (1 - 0.999 ** (step + 1)));
      return (m[i] as number) / (1 - 0.9 ** (step + 1)) / (root + 1e-8);
    }),
  );
};

describe('adam', () => {
  it.each([false, true])('follows the papers step by step, amsgrad %s', (amsgrad) => {
    const transform = adam({ amsgrad });
    let state = transform.init({ 'all/kernel': tf.zeros([3]) });
    for (const [step, expected] of reference(amsgrad).entries()) {
      const { updates, state: next } = transform.update(
        { 'all/kernel': tf.tensor1d(gradients[step] as number[]) },
        state,
        contextOf({}, {}, step),
      );
      // In float32, 1 - 0.999 keeps five digits.
      expectClose(updates['all/kernel'] as tf.Tensor, expected, 3e-5);
      state = next;
    }
  });

  it.each([{ firstDecay: 1 }, { secondDecay: -0.1 }, { epsilon: 0 }])('refuses %o', (options) => {
    expect(() => adam(options)).toThrow(expect.objectContaining({ code: 'ILDL_OPTION' }));
  });
});
