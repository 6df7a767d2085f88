import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builds, fractions, makeArena, seeds, sizes, wholeNumbers } from './arena.js';

const inTfjs = { max: tf.max, min: tf.min, argMax: tf.argMax, argMin: tf.argMin };
const shapes = fc.tuple(fc.nat({ max: 4 }), sizes, fc.oneof(fc.constant(1), sizes));
type Shape = [number, number, number];

/** x [outer, n, inner] as a list of what lies along n, for every element of [outer, inner]. */
const lines = (x: readonly number[], [outer, n, inner]: Shape): number[][] =>
  Array.from({ length: outer * inner }, (_, at) =>
    Array.from({ length: n }, (_, i) => x[(Math.floor(at / inner) * n + i) * inner + (at % inner)] as number),
  );

describe.each(builds)('reductions, %o', (build) => {
  const { kernels, clear, floats, output, inPlace, run, read, readIntegers } = makeArena(build);

  it.each([
    ['sum', (line: number[]) => line.reduce((a, b) => a + b, 0)],
    ['prod', (line: number[]) => line.reduce((a, b) => a * b, 1)],
    ['max', (line: number[]) => (line.length > 0 ? Math.max(...line) : Number.NaN)],
    ['min', (line: number[]) => (line.length > 0 ? Math.min(...line) : Number.NaN)],
  ] as const)('takes the %s', (name, reference) => {
    fc.assert(
      fc.property(shapes, seeds, (shape, seed) => {
        clear();
        const [outer, n, inner] = shape;
        const whole = wholeNumbers(outer * n * inner, seed);
        // Products of signs and some twos are exact, too.
        const x = name === 'prod' ? whole.map((value) => (value === 8 ? 2 : value < 0 ? -1 : 1)) : whole;
        const at = floats(x);
        const out = output(outer * inner);
        run(() => kernels[name](outer, n, inner, at, out));
        expect(read(out, outer * inner)).toEqual(lines(x, shape).map(reference));
      }),
      { numRuns: 200 },
    );
  });

  it('sums long lines to the last places', () => {
    for (const [outer, n, inner] of [
      [1, 100_003, 1],
      [1, 50_001, 5],
      [1, 5001, 23],
    ] as const) {
      clear();
      const x = fractions(outer * n * inner, 1).map((value) => Math.fround(value + 1));
      const at = floats(x);
      const out = output(outer * inner);
      run(() => kernels.sum(outer, n, inner, at, out));
      const sums = lines(x, [outer, n, inner]).map((line) => line.reduce((a, b) => a + b, 0));
      read(out, outer * inner).forEach((value, i) => {
        expect(Math.abs(value / (sums[i] as number) - 1)).toBeLessThan(1e-6);
      });
    }
  });

  const withSpecials = fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, 1, 2, -3, 1, 0);

  it.each(['max', 'min'] as const)('takes the %s as tfjs does where there are NaN and infinities', (name) => {
    fc.assert(
      fc.property(
        fc.array(withSpecials, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(1, 5),
        (line, inner) => {
          clear();
          const x = Array.from(
            { length: line.length * inner },
            (_, i) => line[Math.floor(i / inner)] as number,
          );
          const at = floats(x);
          const out = output(inner);
          run(() => kernels[name](1, line.length, inner, at, out));
          const expected = tf.tidy(() => inTfjs[name](tf.tensor1d(line)).dataSync()[0] as number);
          expect(read(out, inner)).toEqual(Array(inner).fill(expected));
        },
      ),
    );
  });

  it.each(['argMax', 'argMin'] as const)('takes the %s as tfjs does', (name) => {
    fc.assert(
      fc.property(
        fc.array(withSpecials, { minLength: 1, maxLength: 40 }),
        fc.nat({ max: 3 }),
        fc.nat({ max: 6 }),
        (line, outer, inner) => {
          clear();
          const x = Array.from(
            { length: outer * line.length * inner },
            (_, i) => line[(Math.floor(i / inner) + i) % line.length] as number,
          );
          const at = floats(x);
          const out = output(outer * inner);
          run(() => kernels[name](outer, line.length, inner, at, out));
          const expected = lines(x, [outer, line.length, inner]).map((one) =>
            tf.tidy(() => inTfjs[name](tf.tensor1d(one)).dataSync()[0] as number),
          );
          expect(readIntegers(out, outer * inner)).toEqual(expected);
        },
      ),
    );
  });

  it('gives 0 for the place of the largest of nothing', () => {
    clear();
    const out = output(3);
    run(() => kernels.argMax(1, 0, 3, out, out));
    expect(readIntegers(out, 3)).toEqual([0, 0, 0]);
  });

  it('sums cumulatively as tfjs does, also in place', () => {
    fc.assert(
      fc.property(
        fc.tuple(
          fc.integer({ min: 1, max: 3 }),
          fc.integer({ min: 1, max: 20 }),
          fc.integer({ min: 1, max: 20 }),
        ),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        seeds,
        (shape, exclusive, reverse, replaces, seed) => {
          clear();
          const [outer, n, inner] = shape;
          const length = outer * n * inner;
          const x = fractions(length, seed);
          const at = floats(x);
          const out = replaces ? inPlace(at, length) : output(length);
          run(() => kernels.cumsum(outer, n, inner, Number(exclusive), Number(reverse), at, out));
          const expected = tf.tidy(() => [
            ...tf.cumsum(tf.tensor3d(x, shape), 1, exclusive, reverse).dataSync(),
          ]);
          expect(read(out, length)).toEqual(expected);
        },
      ),
    );
  });
});

describe.each(builds)('softmax, %o', (build) => {
  const { kernels, clear, floats, output, inPlace, run, read } = makeArena(build);
  const powers = (line: readonly number[]) => line.map((value) => Math.exp(value - Math.max(...line)));
  const total = (line: readonly number[]) => powers(line).reduce((a, b) => a + b, 0);
  const references = {
    softmax: (line: readonly number[]) => powers(line).map((value) => value / total(line)),
    logSoftmax: (line: readonly number[]) =>
      line.map((value) => value - Math.max(...line) - Math.log(total(line))),
  };

  it.each(['softmax', 'logSoftmax'] as const)('takes the %s of rows, also in place', (name) => {
    fc.assert(
      fc.property(
        fc.nat({ max: 6 }),
        sizes,
        fc.boolean(),
        fc.constantFrom(1, 10, 1000),
        seeds,
        (rows, n, replaces, scale, seed) => {
          clear();
          const x = fractions(rows * n, seed).map((value) => Math.fround(value * scale));
          const at = floats(x);
          const out = replaces ? inPlace(at, rows * n) : output(rows * n);
          run(() => kernels[name](rows, n, at, out));
          const got = read(out, rows * n);
          for (let i = 0; i < rows; i++)
            references[name](x.slice(i * n, (i + 1) * n)).forEach((value, j) => {
              const error = Math.abs((got[i * n + j] as number) - value);
              // The difference to the largest is rounded, too.
              const tolerance = 1e-6 + 2e-7 * scale;
              expect(error).toBeLessThanOrEqual(
                tolerance * Math.max(Math.abs(value), name === 'softmax' ? 1e-30 : 1),
              );
            });
        },
      ),
    );
  });

  it.each([3, 4, 5, 8])('takes masked logits, and gives NaN for rows that are masked or NaN, of %i', (n) => {
    clear();
    const rows = [
      [0, -Infinity, 0],
      [-Infinity, -Infinity, -Infinity],
      [1, Number.NaN, 2],
      [Infinity, 0, 0],
    ];
    const at = floats(rows.flatMap((row) => [...row, ...Array(n - 3).fill(-Infinity)]));
    const out = output(rows.length * n);
    run(() => kernels.softmax(rows.length, n, at, out));
    const got = read(out, rows.length * n);
    expect(got.slice(0, n)).toEqual([0.5, 0, 0.5, ...Array(n - 3).fill(0)]);
    expect(got.slice(n, 3 * n).every(Number.isNaN)).toBe(true);
    expect(got[3 * n]).toBeNaN();
    run(() => kernels.logSoftmax(rows.length, n, at, out));
    const logarithms = read(out, rows.length * n);
    expect(logarithms[1]).toBe(-Infinity);
    expect(logarithms[0]).toBeCloseTo(-Math.log(2), 6);
    expect(logarithms.slice(n, 3 * n).every(Number.isNaN)).toBe(true);
  });
});
