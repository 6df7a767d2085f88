import { dot, plus, softmaxRows } from '@ildl/minimizers';
import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import { rowsByCluster } from '../src/cluster-rows.js';
import { edlLrlLoss, lowRankStep, nuclearNorms } from '../src/edl-lrl/steps.js';
import { edlLrl } from '../src/index.js';
import { weightSpace } from '../src/linear/weight-space.js';
import { checkConforms } from './check-conforms.js';
import { expectDifferences } from './expect-differences.js';
import { flat, problemOf, type TinyProblem, trainOf } from './tiny-problem.js';

/** One matrix a cluster, of its rows. */
type Blocks = number[][][];
interface Golden {
  lambda1: number;
  lambda2: number;
  rho: number;
  Z: Blocks;
  Lambda: Blocks;
  objective_true: number;
  objective_monitor: number;
  aug_lagrangian: number;
  grad_exact: number[][];
  grad_published: number[][];
  Z_next: Blocks;
  Z_next_published: Blocks;
  Lambda_next: Blocks;
  Z_next_lambda2_0_3: Blocks;
}

describeGolden<TinyProblem>('baselines/tiny_problem.json', (tiny) => {
  describeGolden<Golden>('baselines/edl_lrl_tiny.json', (golden) => {
    const {
      x,
      y: { rows, values: y },
    } = trainOf(tiny);
    const { features, labels } = problemOf(tiny);
    const { lambda1, lambda2, rho: penalty } = golden;
    const clusters = rowsByCluster(Int32Array.from(tiny.clusters3));
    /** Rows in their own order. */
    const ordered = (blocks: Blocks) => {
      const whole = new Float64Array(rows * labels);
      for (const [k, members] of clusters.entries())
        for (const [i, row] of members.entries()) whole.set(blocks[k]?.[i] as number[], row * labels);
      return whole;
    };
    const z = ordered(golden.Z);
    const dual = { multipliers: [ordered(golden.Lambda)] as const, penalty };
    const w = flat(tiny.W);
    const space = weightSpace(x, rows, features, new Float64Array(20));
    const p = softmaxRows(space.logits(w), labels);
    const error = p.map((degree, i) => degree - (y[i] as number));
    const fit = dot(error, error) / 2 + lambda1 * dot(w, w);

    it('has the objective and the augmented Lagrangian with its gradient', () => {
      expectClose(fit + lambda2 * nuclearNorms(p, labels, clusters), golden.objective_true, 1e-8);
      expectClose(fit + lambda2 * nuclearNorms(z, labels, clusters), golden.objective_monitor, 1e-8);
      const objective = space.objective(edlLrlLoss(y, labels, z, dual, false), 2 * lambda1);
      const { value, gradient } = objective(w);
      expectClose(value, golden.aug_lagrangian, 1e-8);
      expectClose(gradient, golden.grad_exact, 1e-8);
      expectDifferences(objective, w);
      const published = space.objective(edlLrlLoss(y, labels, z, dual, true), 2 * lambda1)(w);
      expectClose(published.value, value, 1e-12);
      expectClose(published.gradient, golden.grad_published, 1e-8);
    });

    it('has the steps of Z and Λ', () => {
      const step = (lowRank: number, published = false) =>
        lowRankStep(p, labels, clusters, dual, lowRank, published);
      expectClose(step(lambda2), [...ordered(golden.Z_next)], 1e-8);
      const gap = plus(p, -1, step(lambda2));
      expectClose(plus(dual.multipliers[0], penalty, gap), [...ordered(golden.Lambda_next)], 1e-8);
      expectClose(step(0.3), [...ordered(golden.Z_next_lambda2_0_3)], 1e-8);
      expectClose(step(lambda2, true), [...ordered(golden.Z_next_published)], 1e-8);
    });
  });
});

describe('edlLrl', () => {
  const rng = rngFrom(4);
  const x = rng.normal<tf.Rank.R2>([40, 3]);
  const train = { x, y: tf.softmax(tf.matMul(x, rng.normal<tf.Rank.R2>([3, 4]))) as tf.Tensor2D };
  const fit = async (options: object, seed = 1) => {
    const { predictor, events } = await collect(edlLrl(options).fit({ train, rng: rngFrom(seed) }));
    return { p: [...predictor.predict(x).dataSync()], end: events.at(-1) };
  };

  it('is seeded, fits, and says how it ended', async () => {
    const { p, end } = await fit({});
    expect((await fit({})).p).toEqual(p);
    expect((await fit({}, 2)).p).not.toEqual(p);
    expectClose(Float64Array.from(p), train.y, 0.05);
    expect(end).toMatchObject({
      type: 'minimum',
      iterations: expect.any(Number),
      reason: expect.any(String),
    });
    expect((await fit({ iterations: 2 })).end).toMatchObject({ converged: false, iterations: 2 });
  });

  it('lowers the rank of the predictions where the nuclear norm weighs much', async () => {
    // The penalty of the paper leaves Z at 0 for all 50 iterations; a larger one lets it act.
    const spread = async (lowRank: number) => {
      const { p } = await fit({ lowRank, penalty: 1, clusters: 1, init: 'zero' });
      return p.reduce((sum, degree) => sum + (degree - 0.25) ** 2, 0);
    };
    expect(await spread(3)).toBeLessThan(0.8 * (await spread(0)));
  });

  it('keeps the faults of the published code apart', async () => {
    expect((await fit({ published: true })).p).not.toEqual((await fit({})).p);
  });

  it('refuses options out of range', () => {
    for (const options of [{ l2: -1 }, { clusters: 0 }, { penalty: 0 }, { init: 'ones' as 'zero' }])
      expect(() => edlLrl(options)).toThrow(expect.objectContaining({ code: 'ILDL_OPTION' }));
  });

  it('keeps the contract of a method', () => checkConforms(edlLrl()));
});
