import type { FitEvent } from '@ildl/interface';
import { matmul, softmaxRows, transposedMatmul } from '@ildl/minimizers';
import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import { rowsByCluster } from '../src/cluster-rows.js';
import { ldlLclr } from '../src/index.js';
import {
  correlationStep,
  divergenceFrom,
  type LdlLclrOptions,
  type LdlLclrState,
  labelDistances,
  lclrObjective,
  splitStep,
  weightLoss,
} from '../src/ldl-lclr.js';
import { checkConforms } from './check-conforms.js';
import { flat, problemOf, type TinyProblem, trainOf } from './tiny-problem.js';

type Matrix = number[][];
type Golden = Record<string, Matrix> &
  Record<'rho' | 'objective_rows' | 'W_sub' | 'S_sub', number> & {
    lambdas: [number, number, number, number];
  };

describeGolden<TinyProblem>('baselines/tiny_problem.json', (tiny) => {
  describeGolden<Golden>('baselines/lclr_tiny.json', (golden) => {
    const train = trainOf(tiny);
    const problem = problemOf(tiny);
    const { features, labels, size } = problem;
    const [l2, outliers, lowRank, lambda4] = golden.lambdas;
    const penalty = golden.rho;
    const options = { l2, outliers, lowRank, penalty };
    const matrix = (name: string) => flat(golden[name] as Matrix);
    const state: LdlLclrState = {
      s: matrix('S'),
      e: matrix('E'),
      z: matrix('Z'),
      multipliers: matrix('V'),
      rankMultipliers: matrix('V2'),
    };
    const w = flat(tiny.W);
    const squaredLength = w.reduce((sum, value) => sum + value ** 2, 0);
    const logits = matmul(train.x, w, size, features, labels);
    const p = softmaxRows(logits, labels);
    const explained = matmul(p, state.s, size, labels, labels);
    const rest = train.y.map((degree, i) => degree - (explained[i] as number));
    const distances = labelDistances(train.y, labels, rowsByCluster(Int32Array.from(tiny.clusters2)));
    const local = distances.map((t) => lambda4 * t);

    it('measures how far labels lie apart', () => expectClose(distances, golden.T as Matrix, 1e-10));

    it('has the objective', () =>
      expectClose(
        lclrObjective(
          divergenceFrom(train.y, labels)(logits).value,
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
      const { value, gradient } = weightLoss(train, state, penalty)(logits);
      expectClose(value + l2 * squaredLength, golden.W_sub, 1e-8);
      const byWeights = transposedMatmul(train.x, gradient, size, features, labels);
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
        const pull = train.y.map(
          (degree, i) =>
            (state.multipliers[i] as number) +
            penalty * (degree - (product[i] as number) - (state.e[i] as number)),
        );
        return transposedMatmul(p, pull, size, labels, labels).map(
          (value, i) =>
            -value +
            (state.rankMultipliers[i] as number) +
            penalty * ((s[i] as number) - (state.z[i] as number)) +
            (local[i] as number),
        );
      };
      expectClose(gradientAt(state.s), golden.grad_S_exact as Matrix, 1e-8);
      const gradient = gradientAt(correlationStep(p, train, state, local, penalty));
      for (const g of gradient) expect(Math.abs(g)).toBeLessThan(1e-10);
    });

    it('splits, and moves the multipliers', () => {
      const next = splitStep(rest, state.s, state, labels, options);
      expectClose(next.e, golden.E_next_rows as Matrix, 1e-10);
      expectClose(next.z, golden.Z_next as Matrix, 1e-10);
      // The golden multipliers are of the E and Z before the step.
      const still = splitStep(rest, state.s, state, labels, { ...options, outliers: 0, lowRank: 0 });
      const moved = still.multipliers.map(
        (value, i) => value + penalty * ((still.e[i] as number) - (state.e[i] as number)),
      );
      expectClose(moved, golden.V_next as Matrix, 1e-10);
      const turned = still.rankMultipliers.map(
        (value, i) => value + penalty * ((still.z[i] as number) - (state.z[i] as number)),
      );
      expectClose(turned, golden.V2_next as Matrix, 1e-10);
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
      reason: 'the residuals are still large after 1 iterations',
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
