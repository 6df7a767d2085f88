import type { Params, Terms, Transform } from '@ildl/interface';
import { chain, scale } from '@ildl/transforms';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { contextOf, numbers } from 'testing/step-context.js';
import { describe, expect, it } from 'vitest';
import { type BranchMomentumOptions, branchMomentum } from '../src/index.js';

type Branch = 'dominant' | 'nonDominant';

const params: Params = {
  'dominant/kernel': tf.tensor1d([1, -2]),
  'nonDominant/kernel': tf.tensor1d([0.5, 3]),
};
/** The gradient of a bowl around 1, as any will do. */
const gradientOf = (at: Params): Params =>
  Object.fromEntries(Object.entries(at).map(([name, param]) => [name, tf.mul(tf.sub(param, 1), 0.7)]));
/** The parameters after each step. */
const descend = (transform: Transform, steps: number, ratio = 1): Params[] => {
  let [at, state] = [params, transform.init(params)];
  return Array.from({ length: steps }, () => {
    const result = transform.update(gradientOf(at), state, contextOf(at, { ratio }));
    state = result.state;
    at = Object.fromEntries(
      Object.entries(at).map(([name, param]) => [name, tf.add(param, result.updates[name] as tf.Tensor)]),
    );
    return at;
  });
};
/** The signals after each step, for a sequence of ratios. */
const adapted = (options: BranchMomentumOptions<Branch>, ratios: readonly number[]) =>
  tf.tidy(() => {
    const transform = branchMomentum(options);
    let state = transform.init(params);
    return ratios.map((ratio) => {
      const result = transform.update(params, state, contextOf(params, { ratio }));
      state = result.state;
      return numbers(result.signals);
    });
  });

describe('branchMomentum', () => {
  it('is heavy-ball momentum: the same steps as one tfjs optimizer for each branch', () => {
    const momenta = { dominant: 0.5, nonDominant: 0.9 };
    const ours = descend(chain(branchMomentum({ momenta }), scale(-0.1)), 6);
    for (const [group, momentum] of Object.entries(momenta)) {
      const name = `${group}/kernel`;
      const variable = tf.variable(params[name] as tf.Tensor);
      const optimizer = tf.train.momentum(0.1, momentum);
      for (const at of ours) {
        optimizer.minimize(() => tf.mul<tf.Scalar>(tf.sum(tf.square(tf.sub(variable, 1))), 0.35));
        expectClose(at[name] as tf.Tensor, variable);
      }
    }
  });

  it('uses the momenta of the step before', () => {
    const transform = branchMomentum({ adaption: { rate: 0.04 } });
    const first = transform.update(params, transform.init(params), contextOf(params, { ratio: 1 }));
    // delta = 1/2: the momenta are now 0.73 and 0.97.
    const second = transform.update(params, first.state, contextOf(params, { ratio: 1 }));
    expectClose(second.updates['dominant/kernel'] as tf.Tensor, [1.73, -3.46]);
    expectClose(second.updates['nonDominant/kernel'] as tf.Tensor, [0.985, 5.91]);
  });

  it("has the paper's constants", () => {
    const delta = 1 / (1 + Math.exp(-5 * (1.2 - 1)));
    const [step] = adapted({ adaption: {} }, [1.2]);
    expectClose(step?.delta as number, delta);
    expectClose(step?.['momentum/dominant'] as number, 0.75 - 1e-3 * delta, 1e-7);
    expectClose(step?.['momentum/nonDominant'] as number, 0.95 + 1e-3 * delta, 1e-7);
    const [far] = adapted({ adaption: { rate: 1 } }, [9]);
    expectClose(far?.['momentum/dominant'] as number, 0);
    expectClose(far?.['momentum/nonDominant'] as number, 0.999);
  });

  it('may start at its clamps', () => {
    const [step] = adapted({ adaption: { rate: 0, minimum: 0.75, maximum: 0.95 } }, [1]);
    expect(step).toMatchObject({ 'clamped/dominant': 0, 'clamped/nonDominant': 0 });
  });

  it('keeps the momenta without adaption, and needs no signal', () => {
    const transform = branchMomentum({ momenta: { dominant: 0.25, nonDominant: 0.5 } });
    const { state } = transform.update(params, transform.init(params), contextOf(params));
    const { signals } = transform.update(params, state, contextOf(params));
    expect(numbers(signals)).toEqual({ 'momentum/dominant': 0.25, 'momentum/nonDominant': 0.5 });
  });

  it('never moves a momentum by more than the rate, never the wrong way, never past a clamp', () => {
    const ratios = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(ratios, fc.double({ min: 0, max: 0.5, noNaN: true }), (r, rate) => {
        let [low, high] = [0.75, 0.95];
        for (const signals of adapted({ adaption: { rate, minimum: 0.3, maximum: 0.98 } }, r)) {
          const [nextLow, nextHigh] = [signals['momentum/dominant'], signals['momentum/nonDominant']] as [
            number,
            number,
          ];
          const slack = 1e-6;
          expect(nextLow).toBeLessThanOrEqual(low + slack);
          expect(nextLow).toBeGreaterThanOrEqual(Math.max(0.3, low - rate) - slack);
          expect(nextHigh).toBeGreaterThanOrEqual(high - slack);
          expect(nextHigh).toBeLessThanOrEqual(Math.min(0.98, high + rate) + slack);
          expect(nextHigh).toBeGreaterThan(nextLow);
          [low, high] = [nextLow, nextHigh];
        }
      }),
    );
  });

  it('reports when a clamp holds a momentum back', () => {
    const signals = adapted({ adaption: { rate: 0.5, minimum: 0.6 } }, [0, 1, 1]);
    expect(signals.map((step) => [step['clamped/dominant'], step['clamped/nonDominant']])).toEqual([
      [0, 0],
      [1, 1],
      [1, 1],
    ]);
    expectClose(signals[2]?.['momentum/dominant'] as number, 0.6);
    expectClose(signals[2]?.['momentum/nonDominant'] as number, 0.999);
  });

  it('takes other groups and another signal', () => {
    const transform = branchMomentum({
      momenta: { head: 0.5, tail: 0.5, shared: 0.9 },
      adaption: { raise: 'tail', lower: 'head', signal: 'gap', rate: 0.1 },
    });
    const own = { 'tail/kernel': tf.scalar(1), 'head/kernel': tf.scalar(1), 'shared/kernel': tf.scalar(1) };
    const { signals } = transform.update(own, transform.init(own), contextOf(own, { gap: 1 }));
    const reported = numbers(signals);
    expectClose(reported['momentum/tail'] as number, 0.55);
    expectClose(reported['momentum/head'] as number, 0.45);
    expectClose(reported['momentum/shared'] as number, 0.9);
    expect(Object.keys(reported).filter((name) => name.startsWith('clamped/'))).toEqual([
      'clamped/tail',
      'clamped/head',
    ]);
  });

  it('names both lists for a group without a momentum', () => {
    const other = {
      'dominant/kernel': tf.scalar(1),
      'encoder/kernel': tf.scalar(1),
      'toString/kernel': tf.scalar(1),
    };
    expect(() => branchMomentum().init(other)).toThrow(
      expect.objectContaining({
        code: 'ILDL_OPTION',
        message:
          'branchMomentum has momenta of the groups dominant, nonDominant, but the parameters are in dominant, encoder, toString.',
      }),
    );
  });

  it('names the signals there are where the one it needs is missing', () => {
    const transform = branchMomentum({ adaption: {} });
    const update = (signals: Readonly<Record<string, number>>) => () =>
      transform.update(params, transform.init(params), contextOf(params, signals));
    expect(update({ norm: 1, 'weight/dominant': 1 })).toThrow(
      expect.objectContaining({
        code: 'ILDL_OPTION',
        message: expect.stringContaining('signal ratio, but the step has the signals norm, weight/dominant;'),
      }),
    );
    expect(update({})).toThrow(
      expect.objectContaining({ message: expect.stringContaining('signals none;') }),
    );
  });

  it.each<[BranchMomentumOptions<Branch>, string]>([
    [{ momenta: { dominant: 1, nonDominant: 0.5 } }, 'momentum 1 of dominant'],
    [{ momenta: { dominant: 0.5, nonDominant: -0.1 } }, 'momentum -0.1 of nonDominant'],
    [{ momenta: { dominant: Number.NaN, nonDominant: 0.1 } }, 'momentum NaN of dominant'],
    [{ adaption: { rate: -1 } }, 'adaption.rate -1'],
    [{ adaption: { rate: Number.POSITIVE_INFINITY } }, 'adaption.rate Infinity'],
    [{ adaption: { sharpness: 0 } }, 'adaption.sharpness 0'],
    [{ adaption: { sharpness: Number.POSITIVE_INFINITY } }, 'adaption.sharpness Infinity'],
    [{ adaption: { maximum: 1 } }, 'adaption.maximum 1'],
    [{ adaption: { maximum: 0.9 } }, 'adaption.maximum 0.9'],
    [{ adaption: { minimum: 0.8 } }, 'adaption.minimum 0.8'],
    [{ adaption: { minimum: -1 } }, 'adaption.minimum -1'],
    [{ adaption: { raise: 'tail' as Branch } }, 'adaption.raise tail'],
    [{ adaption: { lower: 'nonDominant' } }, 'adaption.lower nonDominant'],
  ])('refuses %o', (options, part) => {
    expect(() => branchMomentum(options)).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringContaining(part) }),
    );
  });
});

// Why this package exists: if this test fails, a new tfjs can change a momentum, and `branchMomentum` may be simpler.
describe('tf.train.momentum of tfjs 4.22', () => {
  it('goes the same way whatever setMomentum is told', () => {
    const trajectory = (momentumOf?: (step: number) => number) => {
      const x = tf.variable(tf.scalar(3));
      const optimizer = tf.train.momentum(0.1, 0.9);
      return Array.from({ length: 8 }, (_, step) => {
        if (momentumOf) optimizer.setMomentum(momentumOf(step));
        optimizer.minimize(() => tf.square(x));
        return x.dataSync()[0];
      });
    };
    const untouched = trajectory();
    expect(trajectory(() => 0)).toEqual(untouched);
    expect(trajectory((step) => 0.9 - 0.1 * step)).toEqual(untouched);
    expect(new Set(untouched).size).toBe(untouched.length);
  });

  it('throws when one branch is minimised after the other', () => {
    const [dominant, nonDominant] = [tf.variable(tf.tensor1d([1, 2])), tf.variable(tf.tensor2d([[1, 2, 3]]))];
    const optimizer = tf.train.momentum(0.1, 0.9);
    const minimise = (variable: tf.Variable) =>
      optimizer.minimize(() => tf.sum<tf.Scalar>(tf.square(variable)), false, [variable]);
    minimise(dominant);
    expect(() => minimise(nonDominant)).toThrow();
  });
});

interface Trace {
  readonly name: string;
  readonly gamma: number;
  readonly beta: number;
  readonly muS0: number;
  readonly muNs0: number;
  readonly muMax: number;
  readonly muMin: number;
  readonly steps: readonly Record<'r' | 'delta' | 'muSUsed' | 'muNsUsed' | 'muS' | 'muNs', number>[];
}

describeGolden<{ readonly traces: readonly Trace[] }>('amema/ema_trace.json', ({ traces }) => {
  it.each(traces)('$name', ({ gamma, beta, muS0, muNs0, muMax, muMin, steps }) => {
    const transform = branchMomentum({
      momenta: { dominant: muS0, nonDominant: muNs0 },
      adaption: { rate: gamma, sharpness: beta, maximum: muMax, minimum: muMin },
    });
    let state = transform.init(params);
    for (const { r, delta, muSUsed, muNsUsed, muS, muNs } of steps) {
      expectClose(state.momenta.dominant, muSUsed);
      expectClose(state.momenta.nonDominant, muNsUsed);
      const result = transform.update(params, state, contextOf(params, { ratio: r }));
      const signals = result.signals as Terms;
      state = result.state;
      expectClose(signals.delta as tf.Scalar, delta);
      expectClose(signals['momentum/dominant'] as tf.Scalar, muS);
      expectClose(signals['momentum/nonDominant'] as tf.Scalar, muNs);
      expectClose(signals['clamped/dominant'] as tf.Scalar, muSUsed - gamma * delta < muMin ? 1 : 0, 0);
      expectClose(signals['clamped/nonDominant'] as tf.Scalar, muNsUsed + gamma * delta > muMax ? 1 : 0, 0);
    }
  });
});
