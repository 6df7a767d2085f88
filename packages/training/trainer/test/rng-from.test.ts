import type * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rngFrom } from '../src/index.js';

const numbers = (tensor: tf.Tensor) => {
  const values = [...tensor.dataSync()];
  tensor.dispose();
  return values;
};
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: number[]) => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((v) => (v - centre) ** 2)));
};

describe('rngFrom', () => {
  it('gives the same numbers for the same key and unrelated ones for forks', () => {
    const draw = (key: (r: ReturnType<typeof rngFrom>) => ReturnType<typeof rngFrom>) =>
      numbers(key(rngFrom(0)).uniform([2000]));
    expect(draw((r) => r)).toEqual(draw((r) => r));
    expect(draw((r) => r.fork('a'))).toEqual(draw((r) => r.fork('a')));
    const [a, b] = [draw((r) => r.fork('1')), draw((r) => r.fork('2'))];
    const correlation =
      mean(a.map((v, i) => (v - mean(a)) * ((b[i] as number) - mean(b)))) / deviation(a) / deviation(b);
    expect(Math.abs(correlation)).toBeLessThan(0.08);
  });

  it('forks by name, whatever was drawn before', () => {
    const rng = rngFrom(5);
    const before = rng.fork('x').integer(1e9);
    rng.integer(10);
    expect(rng.fork('x').integer(1e9)).toBe(before);
  });

  it('has the moments of its distributions', () => {
    const rng = rngFrom(1);
    const uniform = numbers(rng.uniform([20000], -1, 3));
    expect(mean(uniform)).toBeCloseTo(1, 1);
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...uniform)).toBeLessThanOrEqual(3);
    const normal = numbers(rng.normal([20000], 2, 0.5));
    expect(mean(normal)).toBeCloseTo(2, 1);
    expect(deviation(normal)).toBeCloseTo(0.5, 1);
    const bernoulli = numbers(rng.bernoulli([20000], 0.3));
    expect(new Set(bernoulli)).toEqual(new Set([0, 1]));
    expect(mean(bernoulli)).toBeCloseTo(0.3, 1);
  });

  it('permutes and draws in range for any seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 60 }), (seed, n) => {
        const order = rngFrom(seed).permutation(n);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        const drawn = rngFrom(seed).integer(n);
        expect(drawn >= 0 && drawn < n && Number.isInteger(drawn)).toBe(true);
      }),
    );
  });

  it('refuses seeds that are not whole numbers', () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 60]) expect(() => rngFrom(seed)).toThrow(/seed/);
  });
});
