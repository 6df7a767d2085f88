import fc from 'fast-check';
import { firstFreeByte, instantiateKernels } from '../src/runtime/kernels.js';

/** With FMA and without. */
export const builds = [{ fma: true }, { fma: false }];

const size = 2 ** 20;

/**
 * A memory with kernels, in which arrays lie at odd places among NaNs: what is read outside of them spoils the result,
 * and what is written outside of the outputs is found.
 */
export const makeArena = (options: { readonly fma: boolean }) => {
  const memory = new WebAssembly.Memory({ initial: Math.ceil((firstFreeByte + size) / 2 ** 16) });
  const kernels = instantiateKernels(memory, options).exports;
  const elements = new Float32Array(memory.buffer, firstFreeByte);
  let next = 0;
  let outputs: readonly [number, number][] = [];

  const take = (length: number): number => {
    const at = next + 3 - (length % 3);
    next = at + length;
    if (next > elements.length) throw new Error('The arena is too small for this test.');
    return firstFreeByte + 4 * at;
  };
  return {
    memory,
    kernels,
    /** Forgets all arrays. */
    clear: () => {
      elements.fill(Number.NaN);
      next = 0;
      outputs = [];
    },
    floats: (values: ArrayLike<number>): number => {
      const at = take(values.length);
      new Float32Array(memory.buffer, at).set(values);
      return at;
    },
    integers: (values: ArrayLike<number>): number => {
      const at = take(values.length);
      new Int32Array(memory.buffer, at).set(values);
      return at;
    },
    output: (length: number): number => {
      const at = take(length);
      outputs = [...outputs, [at, length]];
      return at;
    },
    /** Marks an input as an output too. */
    inPlace: (at: number, length: number): number => {
      outputs = [...outputs, [at, length]];
      return at;
    },
    /** Calls, and throws if anything changed outside of the outputs. */
    run: <T>(call: () => T): T => {
      const bytes = new Uint8Array(memory.buffer, firstFreeByte);
      const before = bytes.slice();
      const result = call();
      const after = bytes.slice();
      for (const [at, length] of outputs) {
        const from = at - firstFreeByte;
        after.set(before.subarray(from, from + 4 * length), from);
      }
      if (Buffer.compare(before, after) !== 0) throw new Error('A kernel wrote outside of its outputs.');
      return result;
    },
    read: (at: number, length: number): number[] => [...new Float32Array(memory.buffer, at, length)],
    readIntegers: (at: number, length: number): number[] => [...new Int32Array(memory.buffer, at, length)],
  };
};

/** Whole numbers: sums of products of them are exact, in every order and with one rounding or two. */
export const wholeNumbers = (length: number, seed: number): number[] =>
  Array.from({ length }, (_, i) => (((i + 1) * 7919 + seed * 104_729) % 17) - 8);

/** Numbers from -1 to 1 that look random. */
export const fractions = (length: number, seed: number): number[] =>
  Array.from({ length }, (_, i) => Math.fround(Math.sin((i + 1) * 12.9898 + seed * 78.233)));

/** Sizes with all remainders by four, eight and sixteen. */
export const sizes = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 10, max: 50 }));
export const seeds = fc.integer({ min: 0, max: 1000 });
