import { compileKernels } from '@ildl/internal';
import { kernels as bytes } from './kernel-bytes.js';

/** Where the state of the generator is, behind what is the kernels' own, and where the numbers begin, in bytes. */
const stateAt = 4096;
const numbersAt = stateAt + 16;
/** How many float32 there is room for: the pairs of float64 of 2048 normal numbers. */
const room = 8192;

interface Exports {
  /** Draws n uniform numbers in [0, 1) and moves the state on. */
  uniform(n: number, at: number, state: number): void;
  /** Turns n pairs of uniform numbers in [0, 1) into n normal numbers as float32, where the pairs were. */
  normal(n: number, at: number, mean: number, deviation: number): void;
  /** Whether n float32 are finite, 1 or 0; n is a multiple of 8. */
  areFinite(n: number, at: number): number;
}

const load = () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(compileKernels(bytes), { env: { memory } });
  return {
    ...(exports as unknown as Exports),
    stateAt,
    state: new Int32Array(memory.buffer, stateAt, 4),
    numbersAt,
    numbers: new Float32Array(memory.buffer, numbersAt, room),
  };
};
let loaded: ReturnType<typeof load> | undefined;

/** The kernels of this package, with a memory of their own. */
export const kernels = () => {
  loaded ??= load();
  return loaded;
};
