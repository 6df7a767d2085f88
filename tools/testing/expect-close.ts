import type * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

type Nested = number | readonly Nested[];

const flat = (values: Nested): number[] =>
  typeof values === 'number' ? [values] : values.flatMap((value) => flat(value));

/** Expects every number within `tolerance`, relative for numbers above 1 and absolute below. */
export const expectClose = (
  actual: tf.Tensor | Float64Array | Nested,
  expected: tf.Tensor | Nested,
  tolerance = 1e-6,
): void => {
  const [got, wanted] = [actual, expected].map((values) =>
    values instanceof Float64Array
      ? [...values]
      : typeof values === 'object' && 'dataSync' in values
        ? [...values.dataSync()]
        : flat(values),
  ) as [number[], number[]];
  expect(got.length).toBe(wanted.length);
  const wrong = got.flatMap((value, i) => {
    const want = wanted[i] as number;
    return Math.abs(value - want) <= tolerance * Math.max(1, Math.abs(want)) ? [] : [{ i, value, want }];
  });
  expect(wrong).toEqual([]);
};
