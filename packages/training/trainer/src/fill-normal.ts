import { kernels } from './kernels.js';

/**
 * Fills an array with normal numbers, each made of two uniform ones by the formula of Box and Muller (1958). Generator,
 * logarithm and cosine are our own, fast and the same in every engine.
 * @param state of pure-rand's xoroshiro128+
 * @returns its state after two numbers a value
 */
export const fillNormal = (
  values: Float32Array,
  [high0, low0, high1, low1]: readonly number[],
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
): readonly number[] => {
  const { uniform, normal, stateAt, state, numbersAt, numbers } = kernels();
  /** How many are made at once: a number is made of a pair of float64. */
  const most = numbers.length / 4;
  state.set([low0, high0, low1, high1] as number[]);
  for (let first = 0; first < values.length; first += most) {
    const n = Math.min(most, values.length - first);
    uniform(2 * n, numbersAt, stateAt);
    normal(n, numbersAt, mean, deviation);
    values.set(numbers.subarray(0, n), first);
  }
  return [1, 0, 3, 2].map((at) => state[at] as number);
};
