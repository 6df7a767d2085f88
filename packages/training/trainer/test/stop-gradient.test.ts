import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describe, expect, it } from 'vitest';
import { mapTree, stopGradient } from '../src/index.js';

const x = tf.tensor2d([[0.5, -1, 3]]);

describe('stopGradient', () => {
  it('keeps the value and the shape', () => {
    const stopped = stopGradient(x);
    expectClose(stopped, x, 0);
    expect(stopped.shape).toEqual([1, 3]);
  });

  it('lets no gradient through', () => {
    expectClose(tf.grad((at) => tf.sum(tf.square(stopGradient(at))))(x), [0, 0, 0], 0);
  });

  it('lets the gradient through beside it: of x times a constant x', () => {
    expectClose(tf.grad((at) => tf.sum(tf.mul(at, stopGradient(at))))(x), x, 0);
  });

  it('stops a whole tree', () => {
    const f = (at: tf.Tensor) => {
      const { a, b } = mapTree({ a: tf.square(at), b: [tf.exp(at)] }, stopGradient);
      return tf.sum(tf.add(a, b[0] as tf.Tensor));
    };
    expectClose(tf.grad(f)(x), [0, 0, 0], 0);
  });

  it('keeps no tensor but its result', () => {
    const before = tf.memory().numTensors;
    stopGradient(x).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
