import { compileKernels } from '@ildl/internal';
import { kernels as bytes } from './kernel-bytes.js';

interface Kernels {
  /** Draws n uniform numbers in [0, 1), float64, to `at` and moves the state on. */
  uniform(n: number, at: number, state: number): void;
  /** Turns n pairs of uniform numbers at `at` into n normal numbers there, float32. */
  normal(n: number, at: number, mean: number, deviation: number): void;
}

/** Where the state of the generator is, behind the constants of the kernels, and where the numbers begin, in bytes. */
const stateAt = 4096;
const numbersAt = stateAt + 16;
/** Normal numbers per call of a kernel. */
const most = 2048;

const load = () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(compileKernels(bytes), { env: { memory } });
  return {
    ...(exports as unknown as Kernels),
    state: new Int32Array(memory.buffer, stateAt, 4),
    numbers: new Float32Array(memory.buffer, numbersAt, most),
  };
};
let loaded: ReturnType<typeof load> | undefined;

/**
 * Fills an array with normal numbers, each made of two uniform ones by the formula of Box and Muller (1958). In
 * WebAssembly, so that every engine makes the same bits: see docs/decisions/0007-normal-draws.md.
 * @param state of pure-rand's xoroshiro128+
 * @returns its state after two uniform numbers per value
 */
export const fillNormal = (
  values: Float32Array,
  [high0, low0, high1, low1]: readonly number[],
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
): readonly number[] => {
  loaded ??= load();
  const { uniform, normal, state, numbers } = loaded;
  state.set([low0, high0, low1, high1] as number[]);
  for (let first = 0; first < values.length; first += most) {
    const n = Math.min(most, values.length - first);
    uniform(2 * n, numbersAt, stateAt);
    normal(n, numbersAt, mean, deviation);
    values.set(numbers.subarray(0, n), first);
  }
  return [1, 0, 3, 2].map((at) => state[at] as number);
};
