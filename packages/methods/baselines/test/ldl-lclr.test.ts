import type { FitEvent } from '@ildl/interface';
import { type AdmmConstraint, matmul, plus, softmaxRows, transposedMatmul } from '@ildl/minimizers';
import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import { rowsByCluster } from '../src/cluster-rows.js';
import { type LdlLclrOptions, ldlLclr } from '../src/index.js';
import { divergenceFrom, labelDistances, lclrObjective } from '../src/ldl-lclr/objective.js';
import { constraintsOf, correlationStep, splitStep, weightLoss } from '../src/ldl-lclr/steps.js';
import { checkConforms } from './check-conforms.js';
import { flat, problemOf, type TinyProblem, trainOf } from './tiny-problem.js';

type Matrix = number[][];
type Golden = Record<string, Matrix> &
  Record<'rho' | 'objective_rows' | 'W_sub' | 'S_sub', number> & {
    lambdas: [number, number, number, number];
  };

describeGolden<TinyProblem>('baselines/tiny_problem.json', (tiny) => {
  describeGolden<Golden>('baselines/lclr_tiny.json', (golden) => {
    const { x, y } = trainOf(tiny);
    const problem = problemOf(tiny);
    const { features, labels, size } = problem;
    const [l2, outliers, lowRank, lambda4] = golden.lambdas;
    const penalty = golden.rho;
    const options = { l2, outliers, lowRank, penalty };
    const matrix = (name: string) => flat(golden[name] as Matrix);
    const state = { s: matrix('S'), e: matrix('E'), z: matrix('Z') };
    const [v, v2] = [matrix('V'), matrix('V2')];
    const w = flat(tiny.W);
    const squaredLength = w.reduce((sum, value) => sum + value ** 2, 0);
    const logits = matmul(x, w, size, features, labels);
    const p = softmaxRows(logits, labels);
    const explained = matmul(p, state.s, size, labels, labels);
    const rest = y.values.map((degree, i) => degree - (explained[i] as number));
    const distances = labelDistances(y.values, labels, rowsByCluster(Int32Array.from(tiny.clusters2)));
    const local = distances.map((t) => lambda4 * t);

    it('measures how far labels lie apart', () => expectClose(distances, golden.T as Matrix, 1e-10));

    it('has the objective', () =>
      expectClose(
        lclrObjective(
          divergenceFrom(y.values, labels)(logits).value,
          squaredLength,
          state.s,
          rest,
          local,
          labels,
          options,
        ),
        golden.objective_rows,
        1e-8,
      ));

    it('has the value and the gradient of the step of W', () => {
      const { value, gradient } = weightLoss(y, state, v, penalty)(logits);
      expectClose(value + l2 * squaredLength, golden.W_sub, 1e-8);
      const byWeights = transposedMatmul(x, gradient, size, features, labels);
      expectClose(
        byWeights.map((g, i) => g + 2 * l2 * (w[i] as number)),
        golden.grad_W_exact as Matrix,
        1e-8,
      );
    });

    it('finds the S at which the gradient vanishes', () => {
      /** −Pᵀ(V + ρR) + V2 + ρ(S − Z) + λ4 T */
      const gradientAt = (s: Float64Array) => {
        const product = matmul(p, s, size, labels, labels);
        const pull = y.values.map(
          (degree, i) =>
            (v[i] as number) + penalty * (degree - (product[i] as number) - (state.e[i] as number)),
        );
        return transposedMatmul(p, pull, size, labels, labels).map(
          (value, i) =>
            -value +
            (v2[i] as number) +
            penalty * ((s[i] as number) - (state.z[i] as number)) +
            (local[i] as number),
        );
      };
      expectClose(gradientAt(state.s), golden.grad_S_exact as Matrix, 1e-8);
      const gradient = gradientAt(correlationStep(p, y, state, [v, v2], local, penalty));
      for (const g of gradient) expect(Math.abs(g)).toBeLessThan(1e-10);
    });

    it('splits, and moves the multipliers', () => {
      const next = splitStep(rest, state.s, [v, v2], labels, options);
      expectClose(next.e, golden.E_next_rows as Matrix, 1e-10);
      expectClose(next.z, golden.Z_next as Matrix, 1e-10);
      // The golden multipliers are of the E and Z before the step.
      const [first, second] = constraintsOf({ ...state, rest }) as [AdmmConstraint, AdmmConstraint];
      const moved = (multipliers: Float64Array, { left, right }: AdmmConstraint) =>
        plus(multipliers, penalty, plus(right, -1, left));
      expectClose(moved(v, first), golden.V_next as Matrix, 1e-10);
      expectClose(moved(v2, second), golden.V2_next as Matrix, 1e-10);
    });
  });
});

describe('ldlLclr', () => {
  const rng = rngFrom(3);
  const x = rng.normal<tf.Rank.R2>([12, 20]);
  const y = tf.softmax(rng.normal<tf.Rank.R2>([12, 3])) as tf.Tensor2D;
  const run = async (options: Partial<LdlLclrOptions>) => {
    const events: FitEvent[] = [];
    const { predictor } = await collect(ldlLclr(options).fit({ train: { x, y }, rng }), (event) => {
      events.push(event);
    });
    return { end: events.at(-1), p: predictor.predict(x) };
  };

  it('says whether it converged', async () => {
    expect((await run({ iterations: 1 })).end).toMatchObject({
      converged: false,
      reason: '1 iterations were not enough',
    });
    expect((await run({})).end).toMatchObject({ converged: true, reason: 'the residuals are small' });
  });

  it('takes the other sign of the local term, and fewer inner iterations', async () => {
    const [plain, joined, early] = await Promise.all(
      [{}, { distant: 'joins', local: 1 }, { innerIterations: 1 }].map(
        async (options) => (await run(options as Partial<LdlLclrOptions>)).p,
      ),
    );
    for (const other of [joined, early])
      expect(tf.max(tf.abs(tf.sub(plain as tf.Tensor, other as tf.Tensor))).dataSync()[0]).toBeGreaterThan(
        1e-4,
      );
  });

  it('refuses options out of range', () => {
    for (const options of [{ l2: 0 }, { penalty: 0 }, { clusters: 0 }, { distant: 'both' }])
      expect(() => ldlLclr(options as Partial<LdlLclrOptions>)).toThrowError(
        expect.objectContaining({ code: 'ILDL_OPTION' }),
      );
  });

  it('keeps the contract of a method', () => checkConforms(ldlLclr()));
});
