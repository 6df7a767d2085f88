import type { Rng } from '@ildl/interface';
import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { compile, registerCompiledBackend, statsOf } from '../src/index.js';

/** Makes the compiled backend the one that computes, without the greeting of TensorFlow.js. */
export const useCompiled = async (): Promise<void> => {
  registerCompiledBackend();
  await tf.setBackend('compiled');
};

export type Program = (input: readonly tf.Tensor[], rng: Rng) => tf.Tensor | readonly tf.Tensor[];

export const numbersOf = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];

/** Within `tolerance` of the largest number; the same NaNs and infinities. */
export const expectNear = (actual: tf.Tensor, expected: tf.Tensor, tolerance: number, what = ''): void => {
  expect(actual.shape, what).toEqual(expected.shape);
  expect(actual.dtype, what).toBe(expected.dtype);
  const [got, wanted] = [numbersOf(actual), numbersOf(expected)];
  const scale = Math.max(1, ...wanted.filter(Number.isFinite).map(Math.abs));
  const wrong = got.findIndex((value, i) => {
    const other = wanted[i] as number;
    return !Object.is(value, other) && value !== other && !(Math.abs(value - other) <= tolerance * scale);
  });
  if (wrong >= 0)
    expect.fail(`${what} element ${wrong} of [${actual.shape}] is ${got[wrong]}, eagerly ${wanted[wrong]}`);
};

/** Runs a program op by op and compiled, and compares what comes out; `run` calls the compiled one again. */
export const expectSame = (program: Program, input: readonly tf.Tensor[] = [], tolerance = 2e-6) => {
  const eager = [tf.tidy(() => program(input, rngFrom(1)) as tf.Tensor)].flat();
  const step = compile((given: readonly tf.Tensor[], rng) => program(given, rng) as tf.Tensor);
  const out = [step(input, rngFrom(1))].flat();
  try {
    expect(out.length).toBe(eager.length);
    for (const [i, tensor] of out.entries())
      expectNear(tensor, eager[i] as tf.Tensor, tolerance, `output ${i}`);
    return statsOf(step)[0];
  } finally {
    step.dispose();
    tf.dispose([...eager, ...out]);
  }
};
