import { describe, expect, it } from 'vitest';
import { instantiateKernels, type VectorFunctions } from '../src/runtime/kernels.js';
import { applyVector } from './apply-vector.js';
import { builds } from './arena.js';

/** By its series for small |x|, and by the continued fraction of its complement. */
const erf = (x: number): number => {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 3) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 80; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (sum * 2) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (size + fraction);
  return Math.sign(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (size + fraction));
};

const evenly = (from: number, to: number, count = 20_000) =>
  Array.from({ length: count }, (_, i) => Math.fround(from + ((to - from) * i) / (count - 1)));
/** Of both signs, with exponents of ten from `from` to `to`. */
const byMagnitude = (from: number, to: number) =>
  evenly(from, to).map((power, i) => Math.fround((i % 2 ? -1 : 1) * 10 ** power));
const specials = [
  ...[0, -0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1 / 3, Infinity, -Infinity, Number.NaN],
  ...[88.72283, 88.7229, -87.3, -104, 17, -17, 3e4, 3.4e38, -3.4e38, 1e-30, -1e-30, 1e-40, -1e-40],
].map(Math.fround);

const smallest = 2 ** -126;

/** Relative error 4e-7; limits as they are; what is below the smallest normal number may be 0. */
const expectAccurate = (got: readonly number[], want: readonly number[], of: (i: number) => string) => {
  const wrong = got.flatMap((value, i) => {
    const exact = want[i] as number;
    const rounded = Math.fround(exact);
    const right =
      Object.is(value, rounded) ||
      (Number.isFinite(rounded) && Math.abs(value - exact) <= Math.max(4e-7 * Math.abs(exact), smallest));
    return right ? [] : [`${of(i)} is ${exact}, not ${value}`];
  });
  expect(wrong.slice(0, 5)).toEqual([]);
};

const cases: Record<Exclude<keyof VectorFunctions, 'pow'>, [(x: number) => number, ...number[][]]> = {
  exp: [Math.exp, evenly(-87, 89), byMagnitude(-10, 2)],
  expm1: [Math.expm1, evenly(-20, 89), evenly(-1.5, 1.5), byMagnitude(-30, 2)],
  log: [Math.log, evenly(0, 3), evenly(0.99, 1.01), byMagnitude(-45, 38)],
  log1p: [Math.log1p, evenly(-1, 3), evenly(-0.01, 0.01), byMagnitude(-37, 38)],
  tanh: [Math.tanh, evenly(-3, 3), byMagnitude(-37, 38)],
  erf: [erf, evenly(-5, 5), byMagnitude(-37, 38)],
  sin: [Math.sin, evenly(-20, 20), byMagnitude(-37, 8.9)],
  cos: [Math.cos, evenly(-20, 20), byMagnitude(-37, 8.9)],
};

describe.each(builds)('vector functions, %o', (build) => {
  const memory = new WebAssembly.Memory({ initial: 8 });
  const { exports: functions } = instantiateKernels(memory, build);
  const names = Object.keys(cases) as (keyof typeof cases)[];

  it.each(names)('%s agrees with double precision', (name) => {
    const [reference, ...ranges] = cases[name];
    // Sines of huge numbers are wrong by design.
    const limits =
      name === 'sin' || name === 'cos'
        ? specials.filter((x) => !(Math.abs(x) > 1e9 && Math.abs(x) < Infinity))
        : specials;
    const xs = [...limits, ...ranges.flat()];
    const got = applyVector(functions[name], memory, xs);
    expectAccurate(got, xs.map(reference), (i) => `${name}(${xs[i]})`);
  });

  it.each(['sin', 'cos'] as const)('%s of huge numbers stays from -1 to 1', (name) => {
    const got = applyVector(functions[name], memory, byMagnitude(9, 38.4));
    expect(got.every((value) => Math.abs(value) <= 1)).toBe(true);
  });

  it('pow is as Math.pow', () => {
    const pairs = [
      ...specials.flatMap((x) => specials.map((y) => [x, y] as const)),
      ...evenly(0, 10).map((x, i) => [x, ((i * 37) % 601) / 10 - 30] as const),
      ...byMagnitude(-38, 38).map((x, i) => [x, i % 3 ? ((i * 37) % 61) / 10 - 3 : (i % 19) - 9] as const),
    ];
    const xs = pairs.map(([x]) => x);
    const ys = pairs.map(([, y]) => Math.fround(y));
    const got = applyVector(functions.pow, memory, xs, ys);
    expectAccurate(
      got,
      xs.map((x, i) => x ** (ys[i] as number)),
      (i) => `pow(${xs[i]}, ${ys[i]})`,
    );
  });

  it('gives the same bits in every build', () => {
    const others = instantiateKernels(memory, { fma: !build.fma }).exports;
    const xs = byMagnitude(-10, 2);
    for (const name of names)
      expect(applyVector(functions[name], memory, xs)).toEqual(applyVector(others[name], memory, xs));
  });
});
