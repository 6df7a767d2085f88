import { kernels } from './kernel-bytes.js';

/** Where numbers begin that are not the kernel's own, in bytes. */
const start = 4096;
/** How many numbers are made at once. */
const most = 2048;

interface Kernel {
  /** Turns n pairs of uniform numbers in [0, 1) into n standard normal numbers, where the pairs were. */
  boxMuller(n: number, at: number): void;
}

const load = () => {
  const bytes = Uint8Array.from(atob(kernels), (character) => character.charCodeAt(0));
  if (!WebAssembly.validate(bytes))
    throw Object.assign(
      new Error(
        'This JavaScript engine has no WebAssembly SIMD; use Node 20 or newer, or a browser of 2023 or newer.',
      ),
      { name: 'IldlError', code: 'ILDL_BACKEND' as const },
    );
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return {
    kernel: exports as unknown as Kernel,
    numbers: new Float64Array(memory.buffer, start, 2 * most),
  };
};
let loaded: ReturnType<typeof load> | undefined;

/**
 * Fills an array with normal numbers, each made of two uniform ones by the formula of Box and Muller (1958). Logarithm
 * and cosine are our own, so that a seed gives the same numbers in every engine.
 * @param uniform fills an array with uniform numbers in [0, 1)
 */
export const fillNormal = (
  values: Float32Array,
  uniform: (numbers: Float64Array) => void,
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
): void => {
  loaded ??= load();
  const { kernel, numbers } = loaded;
  for (let first = 0; first < values.length; first += most) {
    const n = Math.min(most, values.length - first);
    uniform(n === most ? numbers : numbers.subarray(0, 2 * n));
    kernel.boxMuller(n, start);
    for (let i = 0; i < n; i++) values[first + i] = mean + deviation * (numbers[i] as number);
  }
};
