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

/** What the kernel makes of pairs of uniform numbers. */
const normal = (pairs: readonly number[], mean: number, deviation: number): Float32Array => {
  const memory = new WebAssembly.Memory({ initial: 2 + Math.ceil(pairs.length / 8192) });
  const bytes = Uint8Array.from(atob(kernels), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  new Float64Array(memory.buffer, 65536, pairs.length).set(pairs);
  (exports.normal as (n: number, at: number, mean: number, deviation: number) => void)(
    pairs.length / 2,
    65536,
    mean,
    deviation,
  );
  return new Float32Array(memory.buffer.slice(65536, 65536 + 2 * pairs.length));
};

/** The factors of Box and Muller's formula in the arithmetic of this engine. */
const factors = (pairs: readonly number[]): readonly (readonly [radius: number, cosine: number])[] =>
  Array.from({ length: pairs.length / 2 }, (_, i) => [
    Math.sqrt(-2 * Math.log(1 - (pairs[2 * i] as number))),
    Math.cos(2 * Math.PI * (pairs[2 * i + 1] as number)),
  ]);

const scales = [
  [0, 1],
  [0, 0.05],
  [-3, 2],
  [1e9, 1e-3],
  [0, -1e-42],
  [7, 0],
  [1, 1e300],
] as const;

describe('normal numbers', () => {
  it('are those of Math.log and Math.cos, rounded', () => {
    const pairs = random(400_000);
    const drawn = factors(pairs);
    for (const [mean, deviation] of scales) {
      const rounded = Float32Array.from(drawn, ([radius, cosine]) => mean + deviation * (radius * cosine));
      const numbers = normal(pairs, mean, deviation);
      expect(numbers.findIndex((number, i) => !Object.is(number, rounded[i]))).toBe(-1);
    }
  });

  it.each([
    ['numbers whose logarithm is near 0', () => around(0).flatMap((u) => random(100).flatMap((v) => [u, v]))],
    [
      'numbers at which the exponent of the logarithm changes',
      () => [1 - Math.SQRT1_2, 0.5, 0.75, 2 ** -20].flatMap(around).flatMap((u) => [u, 0]),
    ],
    [
      'angles near multiples of pi/4',
      () => Array.from({ length: 9 }, (_, i) => around(i / 8).flatMap((v) => [0.5, v])).flat(),
    ],
  ])('are within 2^-48 of the largest of their range before they are rounded: %s', (_, make) => {
    const pairs = make();
    const drawn = factors(pairs);
    for (const [mean, deviation] of scales) {
      const numbers = normal(pairs, mean, deviation);
      const wrong = drawn.findIndex(([radius, cosine], i) => {
        const value = mean + deviation * (radius * cosine);
        const error = 2 ** -48 * (Math.abs(mean) + Math.abs(deviation) * radius);
        const number = numbers[i] as number;
        return !(number >= Math.fround(value - error) && number <= Math.fround(value + error));
      });
      expect(wrong).toBe(-1);
    }
  });

  it('are the same bits on every engine', async () => {
    const values = new Float32Array(1_000_000);
    fillNormal(values, [1, 2, 3, 4], { mean: 0, deviation: 1 });
    const digest = await crypto.subtle.digest('SHA-256', values);
    expect(Buffer.from(digest).toString('hex')).toBe(
      '991784dca8cc5fe6771f12d2266e617388173a3e563b8f17caf89d236068f7e8',
    );
  });

  it('are made of the uniform numbers of pure-rand, for arrays of any length', () => {
    for (const length of [0, 1, 2, 2047, 2049, 5001]) {
      const values = new Float32Array(length);
      const state = fillNormal(values, generator.getState(), { mean: 2, deviation: 3 });
      expect(values).toEqual(
        Float32Array.from(factors(random(2 * length)), ([radius, cosine]) => 2 + 3 * (radius * cosine)),
      );
      expect(state).toEqual(generator.getState());
    }
  });
});
