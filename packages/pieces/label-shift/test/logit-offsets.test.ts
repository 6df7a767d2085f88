import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustLogits, logitOffsets } from '../src/index.js';

const masses = fc.array(fc.double({ min: 0.01, max: 1000, noNaN: true }), { minLength: 2, maxLength: 6 });

describe('logitOffsets', () => {
  it('are the logarithms of the shares of the mass', () => {
    expect(logitOffsets([1, 3])).toEqual([Math.log(0.25), Math.log(0.75)]);
    expect(logitOffsets([0, 3])).toEqual([Math.log(1e-6), 0]);
    expect(logitOffsets([1, 3], { strength: 0.5, floor: 0.5 })).toEqual([
      0.5 * Math.log(0.5),
      0.5 * Math.log(0.75),
    ]);
  });

  it('do not depend on the size of the training set', () => {
    fc.assert(
      fc.property(masses, fc.double({ min: 0.1, max: 10, noNaN: true }), (mass, factor) => {
        const [once, scaled] = [logitOffsets(mass), logitOffsets(mass.map((m) => m * factor))];
        for (const [i, offset] of once.entries()) expect(scaled[i]).toBeCloseTo(offset, 8);
      }),
    );
  });

  it('make a model without features predict the uniform distribution', () => {
    fc.assert(
      fc.property(masses, (mass) => {
        // Where softmax(z + offsets) equals the shares of the mass, softmax(z) is uniform.
        const total = mass.reduce((sum, m) => sum + m, 0);
        const z = logitOffsets(mass).map((offset, i) => Math.log((mass[i] as number) / total) - offset);
        for (const value of z) expect(value).toBeCloseTo(z[0] as number, 8);
      }),
    );
  });

  it.each([
    [[1, 2], { strength: -1 }],
    [[1, 2], { strength: Number.NaN }],
    [[1, 2], { floor: 0 }],
    [[0, 0], {}],
    [[1, -1], {}],
  ])('refuse %j with %o', (mass, options) => {
    expect(() => logitOffsets(mass, options)).toThrow(expect.objectContaining({ code: 'ILDL_OPTION' }));
  });
});

describe('adjustLogits', () => {
  it('adds the offsets to every row, and lets gradients through', () => {
    const logits = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    expect(adjustLogits(logits, [10, 20]).arraySync()).toEqual([
      [11, 22],
      [13, 24],
    ]);
    const gradient = tf.grad((z) => tf.sum(adjustLogits(z as tf.Tensor2D, [10, 20])))(logits);
    expect([...gradient.dataSync()]).toEqual([1, 1, 1, 1]);
  });

  it('gives the logits themselves where nothing is adjusted', () => {
    const logits = tf.tensor2d([[1, 2]]);
    expect(adjustLogits(logits, logitOffsets([1, 3], { strength: 0 }))).toBe(logits);
  });
});
