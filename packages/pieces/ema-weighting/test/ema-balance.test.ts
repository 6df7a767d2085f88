import type { Terms } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import { type EmaBalanceOptions, emaBalance } from '../src/index.js';

type Branch = 'dominant' | 'nonDominant';
type Options = EmaBalanceOptions<'dominant', 'nonDominant'>;

const terms: readonly Branch[] = ['dominant', 'nonDominant'];
const lossesOf = ([dominant, nonDominant]: readonly [number, number]) => ({
  dominant: tf.scalar(dominant),
  nonDominant: tf.scalar(nonDominant),
});
/** The signals of every step. */
const run = (options: Options, losses: readonly (readonly [number, number])[]): Record<string, number>[] =>
  tf.tidy(() => {
    const weighting = emaBalance(options);
    let state = weighting.init(terms);
    return losses.map((pair) => {
      const next = weighting.update(lossesOf(pair), state);
      state = next.state;
      return Object.fromEntries(
        Object.entries(next.signals as Terms).map(([name, value]) => [name, value.dataSync()[0] as number]),
      );
    });
  });

const pairs = fc.array(
  fc.tuple(fc.double({ min: 0, max: 20, noNaN: true }), fc.double({ min: 0, max: 20, noNaN: true })),
  { minLength: 1, maxLength: 12 },
);

describe('emaBalance', () => {
  it('gives weights that sum to 1, the boosted one within [baseline, 1]', () => {
    fc.assert(
      fc.property(pairs, fc.double({ min: 0, max: 0.99, noNaN: true }), (losses, baseline) => {
        for (const step of run({ baseline }, losses)) {
          const [reference, boosted] = [step['weight/dominant'], step['weight/nonDominant']] as [
            number,
            number,
          ];
          expectClose(reference + boosted, 1, 1e-7);
          expect(boosted).toBeGreaterThanOrEqual(Math.fround(baseline) - 1e-7);
          expect(boosted).toBeLessThanOrEqual(1 + 1e-7);
        }
      }),
    );
  });

  it('gives the boosted term more weight when its loss is larger', () => {
    fc.assert(
      fc.property(pairs, (losses) => {
        const larger = losses.map(([a, b]) => [a, b * 1.5 + 0.1] as const);
        const [before, after] = [run({}, losses), run({}, larger)];
        for (const [i, step] of after.entries())
          expect(step['weight/nonDominant']).toBeGreaterThanOrEqual(
            before[i]?.['weight/nonDominant'] as number,
          );
      }),
    );
  });

  it('sees the ratio only: losses of another unit give the same weights', () => {
    const losses = [
      [1, 0.4],
      [0.7, 0.5],
      [0.3, 0.6],
    ] as const;
    const scaled = losses.map(([a, b]) => [a * 8, b * 8] as const);
    const [plain, eight] = [run({}, losses), run({}, scaled)];
    for (const [i, step] of plain.entries())
      expectClose(eight[i]?.['weight/nonDominant'] as number, step['weight/nonDominant'] as number);
  });

  it('gives half of what the baseline leaves where the losses are equal', () => {
    const [step] = run({ baseline: 0.2 }, [[0.8, 0.8]]);
    expectClose(step?.['weight/nonDominant'] as number, 0.6);
    expectClose(run({ baseline: 0 }, [[0.8, 0.8]])[0]?.['weight/nonDominant'] as number, 0.5);
    expectClose(step?.ratio as number, 1);
  });

  it("has the paper's constants, and starts at 0", () => {
    const [step] = run({}, [[2, 3]]);
    const boosted = 0.2 + 0.8 / (1 + Math.exp(-5 * (1.5 - 1)));
    const wanted = { ratio: 1.5, 'ema/dominant': 0.2, 'ema/nonDominant': 0.3, 'weight/nonDominant': boosted };
    for (const [name, value] of Object.entries(wanted)) expectClose(step?.[name] as number, value);
    expectClose(run({}, [[0, 1e-8]])[0]?.ratio as number, 0.1);
  });

  it('smooths nothing with smoothing 0', () => {
    const last = run({ smoothing: 0 }, [
      [2, 3],
      [1, 0.5],
    ]).at(-1);
    expectClose(last?.['ema/dominant'] as number, 1);
    expectClose(last?.ratio as number, 0.5);
  });

  it('starts from the first losses with start first', () => {
    const [first, second] = run({ start: 'first' }, [
      [2, 3],
      [1, 1],
    ]) as [Record<string, number>, Record<string, number>];
    expectClose(first['ema/dominant'] as number, 2);
    expectClose(first['ema/nonDominant'] as number, 3);
    expectClose(second['ema/dominant'] as number, 1.9);
    expectClose(second['ema/nonDominant'] as number, 2.8);
  });

  it('stays finite where both losses are 0', () => {
    const [step] = run({}, [[0, 0]]);
    expect(Object.values(step as object).every(Number.isFinite)).toBe(true);
  });

  it('takes other names', () => {
    const weighting = emaBalance({ reference: 'head', boosted: 'tail' });
    const { weights, signals } = weighting.update(
      { head: tf.scalar(1), tail: tf.scalar(1) },
      weighting.init(['tail', 'head']),
    );
    expectClose(weights.tail, 0.6);
    expect(Object.keys(signals as Terms)).toEqual([
      'ratio',
      'ema/head',
      'ema/tail',
      'weight/head',
      'weight/tail',
    ]);
  });

  it.each<[Options, string]>([
    [{ smoothing: 1 }, 'smoothing 1'],
    [{ smoothing: -0.1 }, 'smoothing -0.1'],
    [{ epsilon: 0 }, 'epsilon 0'],
    [{ epsilon: 1e-60 }, 'epsilon 1e-60'],
    [{ epsilon: Number.POSITIVE_INFINITY }, 'epsilon Infinity'],
    [{ baseline: 1 }, 'baseline 1'],
    [{ baseline: Number.NaN }, 'baseline NaN'],
    [{ sharpness: 0 }, 'sharpness 0'],
    [{ sharpness: Number.POSITIVE_INFINITY }, 'sharpness Infinity'],
    [{ start: 'last' as 'zero' }, 'start last'],
    [{ boosted: 'dominant' as 'nonDominant' }, 'boosted dominant'],
  ])('refuses %o', (options, part) => {
    expect(() => emaBalance(options)).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringContaining(`got ${part}; give`) }),
    );
  });

  it.each([[['dominant']], [['dominant', 'nonDominant', 'recovery']], [[]], [['dominant', 'dominant']]])(
    'refuses the terms %o, naming both lists',
    (wrong) => {
      expect(() => emaBalance().init(wrong as Branch[])).toThrow(
        expect.objectContaining({
          code: 'ILDL_OPTION',
          message: `emaBalance weighs the loss terms dominant, nonDominant, but the model has ${wrong.join(', ') || 'none'}.`,
        }),
      );
    },
  );
});

interface Trace {
  readonly name: string;
  readonly m: number;
  readonly emaInit: 'zero' | 'first';
  readonly b: number;
  readonly alpha: number;
  readonly eps: number;
  readonly steps: readonly Record<'Ls' | 'Lns' | 'emaS' | 'emaNs' | 'r' | 'wS' | 'wNs', number>[];
}

describeGolden<{ readonly traces: readonly Trace[] }>('amema/ema_trace.json', ({ traces }) => {
  it.each(traces)('$name', ({ m, emaInit, b, alpha, eps, steps }) => {
    const signals = run(
      { smoothing: m, start: emaInit, baseline: b, sharpness: alpha, epsilon: eps },
      steps.map(({ Ls, Lns }) => [Ls, Lns]),
    );
    expect(signals.length).toBe(steps.length);
    for (const [i, { emaS, emaNs, r, wS, wNs }] of steps.entries())
      expectClose(
        tf.tensor1d(
          ['ema/dominant', 'ema/nonDominant', 'ratio', 'weight/dominant', 'weight/nonDominant'].map(
            (name) => signals[i]?.[name] as number,
          ),
        ),
        [emaS, emaNs, r, wS, wNs],
      );
  });
});
