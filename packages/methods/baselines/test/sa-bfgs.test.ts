import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { kFold, type Matrix, rowsOf } from '@ildl/datasets';
import { readDataset } from '@ildl/datasets/node';
import type { FitEvent } from '@ildl/interface';
import { meanOf, metrics } from '@ildl/metrics';
import { lbfgs, matmul, minimumOf, softmaxRows } from '@ildl/minimizers';
import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { skipped } from 'testing/skipped.js';
import { describe, expect, it } from 'vitest';
import { saBfgs } from '../src/index.js';
import { crossEntropy } from '../src/linear/cross-entropy.js';
import { weightSpace } from '../src/linear/weight-space.js';
import { checkConforms } from './check-conforms.js';
import { expectDifferences } from './expect-differences.js';
import { flat, problemOf, type TinyProblem, trainOf } from './tiny-problem.js';

interface Tiny {
  at_W: { cross_entropy_sum: number; grad_sum: number[][]; P: number[][] };
  at_zeros: { cross_entropy_sum: number; grad_sum: number[][] };
  'at_W_l2_0.1': { objective: number; grad: number[][] };
  fit: Record<string, { cross_entropy_sum_plus_reg: number; P_train: number[][]; P_test: number[][] }>;
}

describeGolden<TinyProblem>('baselines/tiny_problem.json', (tiny) => {
  describeGolden<Tiny>('baselines/sa_bfgs_tiny.json', (golden) => {
    const {
      x: { rows, values: x },
      y: { values: y },
    } = trainOf(tiny);
    const { features, labels } = problemOf(tiny);
    const w = flat(tiny.W);
    const space = weightSpace(x, rows, features, new Float64Array(features * labels));
    const objective = (l2: number) => space.objective(crossEntropy(y, labels), l2);

    it('has the objective and the gradient', () => {
      for (const [at, l2, value, gradient] of [
        [w, 0, golden.at_W.cross_entropy_sum, golden.at_W.grad_sum],
        [space.start, 0, golden.at_zeros.cross_entropy_sum, golden.at_zeros.grad_sum],
        [w, 0.1, golden['at_W_l2_0.1'].objective, golden['at_W_l2_0.1'].grad],
      ] as const) {
        const got = objective(l2)(at);
        expectClose(got.value, value, 1e-8);
        expectClose(got.gradient, gradient, 1e-8);
        expectDifferences(objective(l2), at);
      }
      expectClose(softmaxRows(space.logits(w), labels), golden.at_W.P, 1e-8);
    });

    it.each([0, 0.1])('finds the minimum with l2 = %f', (l2) => {
      const minimizer = lbfgs({ functionTolerance: 0, gradientTolerance: 1e-10 });
      const end = minimumOf(minimizer.minimize(objective(l2), space.start));
      const wanted = golden.fit[`lambda_${l2}`] as Tiny['fit'][string];
      expectClose(end.value, wanted.cross_entropy_sum_plus_reg, 1e-8);
      const p = (of: Float64Array, n: number) => softmaxRows(matmul(of, end.w, n, features, labels), labels);
      expectClose(p(x, rows), wanted.P_train, 1e-6);
      expectClose(p(flat(tiny.Xtest), 3), wanted.P_test, 1e-6);
    });

    it('predicts with the minimum, as a method', async () => {
      const train = { x: tf.tensor2d(tiny.X as number[][]), y: tf.tensor2d(tiny.Y as number[][]) };
      const { predictor, events } = await collect(
        saBfgs({ l2: 0.1, tolerance: 1e-13 }).fit({ train, rng: rngFrom(0) }),
      );
      expect(events.at(-1)).toMatchObject({ type: 'minimum', converged: true });
      const p = predictor.predict(tf.tensor2d(tiny.Xtest as number[][]));
      expectClose(p, (golden.fit['lambda_0.1'] as Tiny['fit'][string]).P_test, 1e-5);
    });
  });
});

const sjaffe = fileURLToPath(new URL('../../../../../shared/data/SJAFFE.mat', import.meta.url));

interface Sjaffe {
  metrics: string[];
  regularised: Record<string, { rows: number[][]; objective: number[] }>;
}

describeGolden<Sjaffe>('baselines/sa_bfgs_sjaffe.json', (golden) => {
  if (!existsSync(sjaffe)) {
    skipped('sa-bfgs on SJAFFE', 'there is no ../shared/data/SJAFFE.mat beside the repository');
    return;
  }
  it.each([
    ['1', 1e-6],
    ['0.01', 1e-6],
    ['0.0001', 1e-5],
  ] as const)('agrees with the optimum on ten folds of SJAFFE for l2 = %s', async (l2, tolerance) => {
    const { features, labels } = await readDataset(sjaffe);
    const wanted = golden.regularised[l2] as Sjaffe['regularised'][string];
    const tensor = (matrix: Matrix, rows: Int32Array) => {
      const { values } = rowsOf(matrix, rows);
      return tf.tensor2d(Float32Array.from(values), [rows.length, matrix.columns]);
    };
    const part = (rows: Int32Array) => ({ x: tensor(features, rows), y: tensor(labels, rows) });
    for (const [i, fold] of kFold(features.rows).entries()) {
      const [train, test] = [part(fold.train), part(fold.test)];
      const { predictor, events } = await collect(
        saBfgs({ l2: Number(l2), iterations: 5000, tolerance: 0, gradientTolerance: 1e-9 }).fit({
          train,
          rng: rngFrom(0),
        }),
      );
      const end = events.at(-1) as Extract<FitEvent, { type: 'minimum' }>;
      expectClose(end.value, wanted.objective[i] as number, tolerance);
      const p = predictor.predict(test.x);
      const got = golden.metrics.map((name) => {
        const metric = metrics.find((one) => one.name === name);
        return meanOf(metric as NonNullable<typeof metric>, test.y, p).dataSync()[0];
      });
      expectClose(Float64Array.from(got as number[]), wanted.rows[i] as number[], tolerance);
    }
  });
});

describe('saBfgs', () => {
  it('starts anywhere when asked to, by the seed', async () => {
    const train = { x: tf.tensor2d([[1, 0, 2, 1]]), y: tf.tensor2d([[0.7, 0.3]]) };
    const x = tf.tensor2d([[0, 1, 0, -1]]);
    const predict = async (options: object, seed: number) => {
      const { predictor } = await collect(saBfgs(options).fit({ train, rng: rngFrom(seed) }));
      return [...predictor.predict(x).dataSync()];
    };
    expect(await predict({}, 0)).toEqual(await predict({}, 1));
    expect(await predict({ init: 'uniform01' }, 0)).toEqual(await predict({ init: 'uniform01' }, 0));
    expect(await predict({ init: 'uniform01' }, 0)).not.toEqual(await predict({ init: 'uniform01' }, 1));
  });

  it('refuses options out of range', () => {
    for (const options of [{ l2: -1 }, { iterations: 0 }, { memory: 1.5 }, { init: 'ones' as 'zero' }])
      expect(() => saBfgs(options)).toThrow(expect.objectContaining({ code: 'ILDL_OPTION' }));
  });

  it('keeps the contract of a method', () => checkConforms(saBfgs()));
});
