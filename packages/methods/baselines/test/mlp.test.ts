import { checkMethod } from '@ildl/conformance';
import type { Method } from '@ildl/interface';
import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { maxent, mlp, mlpMaxent } from '../src/index.js';

describe('mlp', () => {
  it('keeps the contract, alone and averaged over seeds', async () => {
    const faults = async (options: Parameters<typeof mlp>[0]) =>
      (await checkMethod(mlp({ hidden: 30, epochs: 10, learningRate: 0.01, ...options }))).results.filter(
        ({ status }) => status === 'failed',
      );
    expect(await faults({ dropout: 0.2, adjustment: 1 })).toEqual([]);
    expect(await faults({ members: 2 })).toEqual([]);
  });

  it('predicts as if the labels were balanced where it is adjusted', async () => {
    // Features that say nothing: all there is to learn is the label mass.
    const rng = rngFrom(0);
    const x = rng.normal<tf.Rank.R2>([200, 3]);
    const y = tf.tile<tf.Tensor2D>(tf.tensor2d([[0.8, 0.15, 0.05]]), [200, 1]);
    const meanOf = async (adjustment: number) => {
      const { predictor } = await collect(
        mlp({ adjustment, epochs: 60, learningRate: 0.01, weightDecay: 1 }).fit({ train: { x, y }, rng }),
      );
      return tf.tidy(() => [...tf.mean(predictor.predict(x), 0).dataSync()]);
    };
    const near = (degrees: number[], wanted: number[]) => {
      for (const [i, degree] of degrees.entries())
        expect(Math.abs(degree - (wanted[i] as number))).toBeLessThan(0.05);
    };
    near(await meanOf(0), [0.8, 0.15, 0.05]);
    near(await meanOf(1), [1 / 3, 1 / 3, 1 / 3]);
  });

  it.each([
    { dropout: 1 },
    { hidden: 0 },
    { learningRate: 0 },
    { adjustment: -1 },
    { members: 0 },
    { weightDecay: -1 },
  ])('refuses %o', (options) => {
    expect(() => mlp(options)).toThrow(expect.objectContaining({ code: 'ILDL_OPTION' }));
  });
});

describe('mlpMaxent', () => {
  it('predicts the mean of mlp and maxent, and keeps the contract', async () => {
    const rng = rngFrom(0);
    const x = rng.normal<tf.Rank.R2>([40, 3]);
    const y = tf.softmax(tf.matMul(x, rng.normal<tf.Rank.R2>([3, 4]))) as tf.Tensor2D;
    const of = { epochs: 2, hidden: 5, members: 2, adjustment: 0.5 };
    const predicted = async (method: Method, from = rng) => {
      const { predictor } = await collect(method.fit({ train: { x, y }, rng: from }));
      return [...predictor.predict(x).dataSync()];
    };
    const both = await predicted(mlpMaxent({ ...of, weightDecay: 0, dropout: 0, lambda: 0.2 }));
    const network = await predicted(mlp(of), rng.fork('member').fork('1'));
    const linear = await predicted(maxent({ lambda: 0.2, adjustment: 0.5 }));
    for (const [i, degree] of both.entries())
      expect(degree).toBeCloseTo(((network[i] as number) + (linear[i] as number)) / 2, 6);
    expect(() => mlpMaxent({ lambda: 0 })).toThrow(/lambda/);

    const method = mlpMaxent({ hidden: 20, epochs: 5, members: 1, learningRate: 0.01, dropout: 0.2 });
    const { results } = await checkMethod(method);
    expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
  });
});
