import type { FitEvent } from '@ildl/interface';
import { matmul, projectOnSimplex, transposedMatmul } from '@ildl/minimizers';
import { collect, type HostBatch, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import { ldlsf } from '../src/index.js';
import {
  type LdlsfOptions,
  type LdlsfState,
  labelCorrelation,
  ldlsfObjective,
  splitStep,
  weightStep,
} from '../src/ldlsf.js';
import { checkConforms } from './check-conforms.js';
import { flat, problemOf, type TinyProblem, trainOf } from './tiny-problem.js';

type Matrix = number[][];

/** The gradient by W of all terms of the augmented Lagrangian that have W, as it is defined. */
const gradientOf = (
  { x, y, rows }: HostBatch,
  { w, specific, shared, multipliers, sumMultipliers }: LdlsfState,
  m: Float64Array,
  { correlation, penalty }: Pick<LdlsfOptions, 'correlation' | 'penalty'>,
) => {
  const labels = y.length / rows;
  const features = x.length / rows;
  const xw = matmul(x, w, rows, features, labels);
  const xwm = matmul(xw, m, rows, labels, labels);
  const inside = xw.map((value, i) => {
    const row = Math.floor(i / labels);
    const sum = xw.subarray(row * labels, (row + 1) * labels).reduce((all, one) => all + one, 0);
    return (
      value -
      (y[i] as number) +
      2 * correlation * (xwm[i] as number) +
      (sumMultipliers[row] as number) +
      penalty * (sum - 1)
    );
  });
  return transposedMatmul(x, inside, rows, features, labels).map(
    (value, i) =>
      value +
      (multipliers[i] as number) +
      penalty * ((w[i] as number) - (specific[i] as number) - (shared[i] as number)),
  );
};

describeGolden<TinyProblem>('baselines/tiny_problem.json', (tiny) => {
  describeGolden<
    Record<string, Matrix> &
      Record<'lambda1' | 'lambda2' | 'lambda3' | 'rho' | 'objective_rows' | 'objective_cols', number>
  >('baselines/ldlsf_tiny.json', (golden) => {
    const train = trainOf(tiny);
    const problem = problemOf(tiny);
    const { labels } = problem;
    const matrix = (name: string) => flat(golden[name] as Matrix);
    const options: LdlsfOptions = {
      specific: golden.lambda1,
      shared: golden.lambda2,
      correlation: golden.lambda3,
      penalty: golden.rho,
      iterations: 100,
      groups: 'rows',
    };
    const state: LdlsfState = {
      w: flat(tiny.W),
      specific: matrix('S'),
      shared: matrix('C'),
      multipliers: matrix('V'),
      sumMultipliers: matrix('v2'),
    };
    const xw = matmul(train.x, state.w, problem.size, problem.features, labels);
    const sums = matmul(xw, new Float64Array(labels).fill(1), problem.size, labels, 1);
    const m = labelCorrelation(train, labels);

    it('correlates the labels', () => expectClose(m, golden.M as Matrix, 1e-10));

    it.each(['rows', 'columns'] as const)('has the objective with groups of %s', (groups) => {
      expectClose(
        ldlsfObjective(xw, state, train, m, labels, { ...options, groups }),
        groups === 'rows' ? golden.objective_rows : golden.objective_cols,
        1e-10,
      );
    });

    it('splits weights and moves multipliers', () => {
      const next = splitStep(state.w, sums, state, labels, options);
      expectClose(next.specific, golden.S_next as Matrix, 1e-10);
      expectClose(next.shared, golden.C_next_rows as Matrix, 1e-10);
      expectClose(next.multipliers, golden.V_next_rows as Matrix, 1e-10);
      expectClose(next.sumMultipliers, golden.v2_next as Matrix, 1e-10);
      const byLabels = splitStep(state.w, sums, state, labels, { ...options, groups: 'columns' });
      expectClose(byLabels.shared, golden.C_next_cols as Matrix, 1e-10);
    });

    it('finds the weights at which the gradient vanishes, with many rows and with few', () => {
      expectClose(gradientOf(train, state, m, options), golden.grad_smooth_aug as Matrix, 1e-10);
      const few: HostBatch = { rows: 3, x: train.x.subarray(0, 15), y: train.y.subarray(0, 12) };
      for (const rows of [train, few]) {
        const correlated = labelCorrelation(rows, labels);
        const before = { ...state, sumMultipliers: state.sumMultipliers.subarray(0, rows.rows) };
        const { step, convex } = weightStep(rows, problem, correlated, options);
        expect(convex).toBe(true);
        const { w, xw } = step(before);
        expectClose(xw, [...matmul(rows.x, w, rows.rows, problem.features, labels)], 1e-10);
        const gradient = gradientOf(rows, { ...before, w }, correlated, options);
        expectClose(
          gradient,
          [...gradient].map(() => 0),
          1e-10,
        );
      }
    });

    it('projects predictions on the simplex', () => {
      const values = matmul(flat(tiny.Xtest), state.w, tiny.Xtest.length, problem.features, labels);
      expectClose(projectOnSimplex(values, labels), golden.proj_XtestW as Matrix, 1e-10);
    });
  });
});

describe('ldlsf', () => {
  const rng = rngFrom(3);
  const x = rng.normal<tf.Rank.R2>([12, 20]);
  const y = tf.softmax(rng.normal<tf.Rank.R2>([12, 3])) as tf.Tensor2D;
  const endOf = async (options: Partial<LdlsfOptions>) => {
    const events: FitEvent[] = [];
    await collect(ldlsf(options).fit({ train: { x, y }, rng }), (event) => {
      events.push(event);
    });
    return events.at(-1);
  };

  it('says whether it converged', async () => {
    expect(await endOf({ iterations: 2 })).toMatchObject({
      type: 'minimum',
      converged: false,
      iterations: 2,
      reason: 'the residuals are still large after 2 iterations',
    });
    expect(await endOf({ iterations: 5000, penalty: 1 })).toMatchObject({ type: 'minimum', converged: true });
  });

  it('says where the label correlation is not convex', async () => {
    expect(await endOf({ correlation: 10, iterations: 3 })).toMatchObject({
      reason: expect.stringContaining('too strong to be convex'),
    });
  });

  it('refuses options out of range', () => {
    for (const options of [{ penalty: 0 }, { specific: -1 }, { iterations: 0 }, { groups: 'all' }])
      expect(() => ldlsf(options as Partial<LdlsfOptions>)).toThrowError(
        expect.objectContaining({ code: 'ILDL_OPTION' }),
      );
  });

  it('keeps the contract of a method', () => checkConforms(ldlsf()));
});
