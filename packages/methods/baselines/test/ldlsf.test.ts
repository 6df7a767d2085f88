import type { FitEvent } from '@ildl/interface';
import { type AdmmConstraint, matmul, plus, projectOnSimplex, transposedMatmul } from '@ildl/minimizers';
import { collect, type HostBatch, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import { type LdlsfOptions, ldlsf } from '../src/index.js';
import { labelCorrelation, ldlsfObjective } from '../src/ldlsf/objective.js';
import type { LdlsfState } from '../src/ldlsf/options.js';
import { constraintsOf, splitStep, weightStep } from '../src/ldlsf/steps.js';
import { checkConforms } from './check-conforms.js';
import { dense, flat, problemOf, type TinyProblem, trainOf } from './tiny-problem.js';

type Matrix = number[][];

/** The gradient by W of all terms of the augmented Lagrangian that have W, as it is defined. */
const gradientOf = (
  { x, y: { values: y, rows, columns: labels } }: HostBatch,
  { w, specific, shared }: Omit<LdlsfState, 'xw'>,
  [multipliers, sumMultipliers]: readonly [Float64Array, Float64Array],
  m: Float64Array,
  { correlation, penalty }: Pick<LdlsfOptions, 'correlation' | 'penalty'>,
) => {
  const features = x.columns;
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
    const w = flat(tiny.W);
    const xw = matmul(train.x, w, problem.size, problem.features, labels);
    const state: LdlsfState = { w, specific: matrix('S'), shared: matrix('C'), xw };
    const [split, sums] = [matrix('V'), matrix('v2')];
    const m = labelCorrelation(train.y);

    it('correlates the labels', () => expectClose(m, golden.M as Matrix, 1e-10));

    it.each(['rows', 'columns'] as const)('has the objective with groups of %s', (groups) => {
      expectClose(
        ldlsfObjective(state, train.y, m, { ...options, groups }),
        groups === 'rows' ? golden.objective_rows : golden.objective_cols,
        1e-10,
      );
    });

    it('splits weights and moves multipliers', () => {
      const next = splitStep(w, state.shared, split, labels, options);
      expectClose(next.specific, golden.S_next as Matrix, 1e-10);
      expectClose(next.shared, golden.C_next_rows as Matrix, 1e-10);
      const [first, second] = constraintsOf({ ...state, ...next }, labels) as [
        AdmmConstraint,
        AdmmConstraint,
      ];
      const { penalty } = options;
      expectClose(plus(split, penalty, first.gap as Float64Array), golden.V_next_rows as Matrix, 1e-10);
      expectClose(first.gap as Float64Array, [...plus(first.right, -1, first.left)], 1e-12);
      expectClose(plus(sums, penalty, plus(second.right, -1, second.left)), golden.v2_next as Matrix, 1e-10);
      const byLabels = splitStep(w, state.shared, split, labels, { ...options, groups: 'columns' });
      expectClose(byLabels.shared, golden.C_next_cols as Matrix, 1e-10);
    });

    it('finds the weights at which the gradient vanishes, with many rows and with few', () => {
      expectClose(
        gradientOf(train, state, [split, sums], m, options),
        golden.grad_smooth_aug as Matrix,
        1e-10,
      );
      const few = {
        x: dense(train.x.values.subarray(0, 15), 3),
        y: dense(train.y.values.subarray(0, 12), 3),
      };
      for (const rows of [train, few]) {
        const correlated = labelCorrelation(rows.y);
        const dual = [split, sums.subarray(0, rows.x.rows)] as const;
        const { step, convex } = weightStep(rows, correlated, options);
        expect(convex).toBe(true);
        const { w, xw } = step(state, ...dual);
        expectClose(xw, [...matmul(rows.x, w, rows.x.rows, problem.features, labels)], 1e-10);
        const gradient = gradientOf(rows, { ...state, w }, dual, correlated, options);
        expectClose(
          gradient,
          [...gradient].map(() => 0),
          1e-10,
        );
      }
    });

    it('projects predictions on the simplex', () => {
      const values = matmul(flat(tiny.Xtest), w, tiny.Xtest.length, problem.features, labels);
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
      reason: '2 iterations were not enough',
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
