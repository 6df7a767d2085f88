import { readFileSync } from 'node:fs';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { kernelBytes } from '../assembly/build.mjs';
import { fillNormal } from '../src/fill-normal.js';
import { kernels } from '../src/kernel-bytes.js';

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

it('has the kernel that the sources compile to; else run `npm run build:kernels -w @ildl/trainer`', () => {
  const committed = readFileSync(new URL('../src/kernel-bytes.ts', import.meta.url), 'utf8');
  expect(kernelBytes === committed).toBe(true);
});

it('says where there is no SIMD', async () => {
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  vi.resetModules();
  const { fillNormal: without } = await import('../src/fill-normal.js');
  expect(() => without(new Float32Array(1), [1, 2, 3, 4], { mean: 0, deviation: 1 })).toThrow(
    expect.objectContaining({ code: 'ILDL_BACKEND' }),
  );
});

/** The neighbours of a number in [0, 1), at distances of all sizes. */
const around = (value: number): number[] =>
  Array.from({ length: 54 }, (_, i) => 2 ** -i)
    .flatMap((distance) => [value - distance, value + distance])
    .concat(value)
    .filter((number) => number >= 0 && number < 1);

const generator = xoroshiro128plus(7);
const random = (length: number) => Array.from({ length }, () => uniformFloat64(generator));

/** What a kernel makes of pairs of uniform numbers, in float64 or float32. */
const made = <A>(
  pairs: readonly number[],
  make: (exports: WebAssembly.Exports, n: number, at: number) => void,
  Numbers: { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBuffer): A },
): A => {
  const memory = new WebAssembly.Memory({ initial: 2 + Math.ceil(pairs.length / 8192) });
  const bytes = Uint8Array.from(atob(kernels), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  new Float64Array(memory.buffer, 65536, pairs.length).set(pairs);
  make(exports, pairs.length / 2, 65536);
  return new Numbers(memory.buffer.slice(65536, 65536 + (Numbers.BYTES_PER_ELEMENT * pairs.length) / 2));
};
const boxMuller = (pairs: readonly number[]): Float64Array =>
  made(
    pairs,
    (exports, n, at) => (exports.boxMuller as (n: number, at: number) => void)(n, at),
    Float64Array,
  );
const normal = (pairs: readonly number[], mean: number, deviation: number): Float32Array =>
  made(
    pairs,
    (exports, n, at) =>
      (exports.normal as (n: number, at: number, mean: number, deviation: number) => void)(
        n,
        at,
        mean,
        deviation,
      ),
    Float32Array,
  );

describe('normal numbers', () => {
  // V8 has the logarithm and the cosine of fdlibm as well.
  it.each([
    ['random numbers', () => random(400_000)],
    ['numbers whose logarithm is near 0', () => around(0).flatMap((u) => random(100).flatMap((v) => [u, v]))],
    [
      'numbers where the logarithm is put together in another way',
      () => [1 - Math.SQRT1_2, 0.5, 0.75, 2 ** -20].flatMap(around).flatMap((u) => [u, 0]),
    ],
    [
      'angles near multiples of pi/4',
      () => Array.from({ length: 9 }, (_, i) => around(i / 8).flatMap((v) => [0.5, v])).flat(),
    ],
  ])('have the bits that Math.log and Math.cos give: %s', (_, make) => {
    const pairs = make();
    const expected = Float64Array.from({ length: pairs.length / 2 }, (_, i) => {
      const [u, v] = [pairs[2 * i] as number, pairs[2 * i + 1] as number];
      return Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
    });
    const [given, wanted] = [boxMuller(pairs), expected].map(({ buffer }) => new BigInt64Array(buffer)) as [
      BigInt64Array,
      BigInt64Array,
    ];
    expect(given.findIndex((bits, i) => bits !== wanted[i])).toBe(-1);
    for (const [mean, deviation] of [
      [0, 1],
      [0, 0.05],
      [-3, 2],
      [1e9, 1e-3],
      [0, -1e-42],
      [7, 0],
      [1, 1e300],
    ] as const) {
      const numbers = normal(pairs, mean, deviation);
      const nearest = Float32Array.from(expected, (number) => mean + deviation * number);
      expect(numbers.findIndex((number, i) => !Object.is(number, nearest[i]))).toBe(-1);
    }
  });

  it('are made of the uniform numbers of pure-rand, for arrays of any length', () => {
    for (const length of [0, 1, 2, 2047, 2049, 5001]) {
      const values = new Float32Array(length);
      const state = fillNormal(values, generator.getState(), { mean: 2, deviation: 3 });
      expect(values).toEqual(Float32Array.from(boxMuller(random(2 * length)), (number) => 2 + 3 * number));
      expect(state).toEqual(generator.getState());
    }
  });
});
