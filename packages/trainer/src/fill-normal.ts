import { ildlError } from './errors.js';
import { kernels } from './kernel-bytes.js';

/** Where the state of the generator is, behind what is the kernels' own, and where the numbers begin, in bytes. */
const stateAt = 4096;
const start = stateAt + 16;
/** How many numbers are made at once. */
const most = 2048;

interface Kernels {
  /** Draws n uniform numbers in [0, 1) and moves the state on. */
  uniform(n: number, at: number, state: number): void;
  /** Turns n pairs of uniform numbers in [0, 1) into n normal numbers as float32, where the pairs were. */
  normal(n: number, at: number, mean: number, deviation: number): void;
}

const load = () => {
  const bytes = Uint8Array.from(atob(kernels), (character) => character.charCodeAt(0));
  if (!WebAssembly.validate(bytes))
    throw ildlError(
      'ILDL_BACKEND',
      'This JavaScript engine has no WebAssembly SIMD; use Node 20 or newer, or a browser of 2023 or newer.',
    );
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return {
    ...(exports as unknown as Kernels),
    state: new Int32Array(memory.buffer, stateAt, 4),
    numbers: new Float32Array(memory.buffer, start, most),
  };
};
let loaded: ReturnType<typeof load> | undefined;

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
  loaded ??= load();
  const { uniform, normal, numbers, state } = loaded;
  state.set([low0, high0, low1, high1] as number[]);
  for (let first = 0; first < values.length; first += most) {
    const n = Math.min(most, values.length - first);
    uniform(2 * n, start, stateAt);
    normal(n, start, mean, deviation);
    values.set(n === most ? numbers : numbers.subarray(0, n), first);
  }
  return [1, 0, 3, 2].map((at) => state[at] as number);
};
