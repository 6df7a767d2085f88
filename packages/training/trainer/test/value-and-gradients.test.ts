import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { valueAndGradients } from '../src/value-and-gradients.js';

const variables = () => ({
  w: tf.variable(tf.tensor1d([2, -3])),
  idle: tf.variable(tf.ones([2])),
});

it('gives value, gradients and what else is computed, all owned by the scope of the caller', () => {
  const params = variables();
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const { value, gradients, aux } = valueAndGradients(params, () => {
      const squares = tf.square(params.w);
      return { value: tf.sum<tf.Scalar>(squares), aux: { squares, given: params.w, twice: [squares] } };
    });
    expect(value.dataSync()).toEqual(Float32Array.of(13));
    expect(gradients.w?.dataSync()).toEqual(Float32Array.of(4, -6));
    expect(gradients.idle?.dataSync()).toEqual(Float32Array.of(0, 0));
    expect(aux.squares.dataSync()).toEqual(Float32Array.of(4, 9));
    expect(aux.twice[0]?.dataSync()).toEqual(Float32Array.of(4, 9));
    expect(aux.given).not.toBe(params.w);
  });
  expect(tf.memory().numTensors).toBe(before);
  expect(params.w.isDisposed).toBe(false);
  tf.dispose(params);
});

it('leaves nothing behind where the function throws, or its value depends on no variable', () => {
  const params = variables();
  const before = tf.memory().numTensors;
  const aux = () => ({ kept: tf.scalar(1) });
  const constant = () => ({ value: tf.scalar(1), aux: aux() });
  const failing = () => ({
    aux: aux(),
    get value(): tf.Scalar {
      throw new Error('a fault in the objective');
    },
  });
  for (const of of [constant, failing])
    expect(() => tf.tidy(() => ({ ...valueAndGradients(params, of).gradients }))).toThrow();
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose(params);
});
