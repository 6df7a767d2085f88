import { lbfgs, matmul, minimumOf, softmaxRows } from '@ildl/minimizers';
import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import { ldlLdm } from '../src/index.js';
import { barycentres, ldmLoss } from '../src/ldl-ldm/objective.js';
import { withIntercept } from '../src/linear/linear-softmax.js';
import { weightSpace } from '../src/linear/weight-space.js';
import { checkConforms } from './check-conforms.js';
import { expectDifferences } from './expect-differences.js';
import { dense, flat, problemOf, type TinyProblem, trainOf } from './tiny-problem.js';

interface Fit {
  objective: number;
  grad: number[][];
  fit_from_eye: { objective: number; P_test: number[][] };
}
interface Golden {
  W6: number[][];
  B_global: number[][];
  B_cluster0: number[][];
  B_cluster1: number[][];
  global_only: Fit;
  global_and_2_clusters: Fit;
}

describeGolden<TinyProblem>('baselines/tiny_problem.json', (tiny) => {
  describeGolden<Golden>('baselines/ldm_tiny.json', (golden) => {
    const {
      x,
      y: { rows, values: y },
    } = trainOf(tiny);
    const { features, labels } = problemOf(tiny);
    const extended = withIntercept(x);
    const clusters2 = Int32Array.from(tiny.clusters2);
    const eye = Float64Array.from({ length: 24 }, (_, i) => Number(Math.floor(i / 4) === i % 4));
    const space = weightSpace(extended, rows, features + 1, eye);

    it('rebuilds label columns from the others', () => {
      expectClose(barycentres(y, labels), golden.B_global, 1e-8);
      for (const [cluster, wanted] of [golden.B_cluster0, golden.B_cluster1].entries()) {
        const own = tiny.Y.filter((_, row) => tiny.clusters2[row] === cluster);
        expectClose(barycentres(flat(own), labels), wanted, 1e-8);
      }
    });

    it.each([
      ['global_only', new Int32Array(8)],
      ['global_and_2_clusters', clusters2],
    ] as const)('has the objective, the gradient and the minimum: %s', (name, clusters) => {
      const wanted = golden[name];
      const loss = ldmLoss(y, labels, clusters, { global: 1, local: 1 });
      const objective = space.objective(loss, 1e-3);
      const got = objective(flat(golden.W6));
      expectClose(got.value, wanted.objective, 1e-8);
      expectClose(got.gradient, wanted.grad, 1e-8);
      expectDifferences(objective, flat(golden.W6));
      const { value, w } = minimumOf(lbfgs({ functionTolerance: 0 }).minimize(objective, space.start));
      expectClose(value, wanted.fit_from_eye.objective, 1e-5);
      const test = withIntercept(dense(flat(tiny.Xtest), 3));
      expectClose(
        softmaxRows(matmul(test, w, 3, features + 1, labels), labels),
        wanted.fit_from_eye.P_test,
        1e-4,
      );
    });

    it('predicts with the minimum, as a method', async () => {
      const train = { x: tf.tensor2d(tiny.X as number[][]), y: tf.tensor2d(tiny.Y as number[][]) };
      const { predictor, events } = await collect(ldlLdm({ clusters: 1 }).fit({ train, rng: rngFrom(0) }));
      expect(events.at(-1)).toMatchObject({ type: 'minimum', converged: true });
      const p = predictor.predict(tf.tensor2d(tiny.Xtest as number[][]));
      expectClose(p, golden.global_only.fit_from_eye.P_test, 1e-3);
    });
  });
});

describe('ldlLdm', () => {
  it('rebuilds equal columns evenly', () => {
    expectClose(
      barycentres(Float64Array.of(1 / 3, 1 / 3, 1 / 3), 3),
      [0, 0.5, 0.5, 0.5, 0, 0.5, 0.5, 0.5, 0],
      1e-12,
    );
    expectClose(barycentres(Float64Array.of(0.2, 0.8), 2), [0, 1, 1, 0], 1e-12);
  });

  it('makes the clusters by the seed, and none when asked for one', async () => {
    const rng = rngFrom(4);
    const train = {
      x: rng.normal<tf.Rank.R2>([40, 3]),
      y: tf.softmax(rng.normal<tf.Rank.R2>([40, 4])) as tf.Tensor2D,
    };
    const predict = async (options: object, seed: number) => {
      const { predictor } = await collect(ldlLdm(options).fit({ train, rng: rngFrom(seed) }));
      return [...predictor.predict(train.x).dataSync()];
    };
    expect(await predict({}, 1)).toEqual(await predict({}, 1));
    expect(await predict({}, 1)).not.toEqual(await predict({ clusters: 1 }, 1));
    expect(await predict({ clusters: 1 }, 1)).toEqual(await predict({ clusters: 1 }, 2));
  });

  it('refuses options out of range', () => {
    for (const options of [{ l2: -1 }, { clusters: 0 }, { local: Number.NaN }])
      expect(() => ldlLdm(options)).toThrow(expect.objectContaining({ code: 'ILDL_OPTION' }));
  });

  it('keeps the contract of a method', () => checkConforms(ldlLdm()));
});
