import { checkMethod, checkModel } from '@ildl/conformance';
import type { EpochEvent, FitEvent } from '@ildl/interface';
import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describe, expect, it } from 'vitest';
import { type RdaOptions, rda } from '../src/index.js';
import { rdaModel } from '../src/rda-model.js';

const rng = rngFrom(1);
const x = rng.normal<tf.Rank.R2>([60, 5]);
const y = tf.tidy(() => tf.softmax(tf.matMul(x, rng.normal<tf.Rank.R2>([5, 4])))) as tf.Tensor2D;
const fit = async (options: Partial<RdaOptions>) => {
  const { events, predictor } = await collect(rda({ hidden: 6, ...options }).fit({ train: { x, y }, rng }));
  predictor.dispose();
  return events.filter((event: FitEvent): event is EpochEvent => event.type === 'epoch');
};

describe('rda', () => {
  it('keeps the contract of a method', async () => {
    const { ran, results } = await checkMethod(rda({ epochs: 12, hidden: 10, learningRate: 0.02 }));
    expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(ran).toBeGreaterThan(30);
  });

  it('keeps the contract of a model', async () => {
    const { results } = await checkModel(rdaModel({ hidden: 4, adjustment: 0 }), {
      expectedFailures: { hasTheGradientOfItsLosses: 'the alignment stops the gradient of its target' },
    });
    const of = (status: string) => results.filter((result) => result.status === status);
    expect(of('failed')).toEqual([]);
    expect(of('expected-failure').map(({ check }) => check)).toEqual(['hasTheGradientOfItsLosses']);
  });

  it('reports its four losses, weighed by their shares over the size of the whole', async () => {
    const [event] = await fit({ epochs: 1, batchSize: 60, recovery: 0.5, alignment: 0.01, similarity: 0.2 });
    const { losses, weights, signals } = event as EpochEvent;
    expect(Object.keys(losses)).toEqual(['prediction', 'recovery', 'alignment', 'similarity']);
    const [prediction, ...others] = ['prediction', 'recovery', 'alignment', 'similarity'].map(
      (term) => weights[term] as number,
    ) as [number, number, number, number];
    expectClose(
      others.map((weight) => weight / prediction),
      [0.5, 0.01, 0.2],
    );
    const sum = Object.entries(losses).reduce(
      (total, [term, loss]) => total + loss * (weights[term] as number),
      0,
    );
    expectClose(sum, 1);
    expectClose(signals.loss as number, 1 / prediction);
  });

  it('keeps the last epoch, or the best on validation rows', async () => {
    const valid = { x: tf.slice(x, 0, 20), y: tf.slice(y, 20, 20) }; // labels of other rows
    const train = async (options: Partial<RdaOptions>, rows?: typeof valid) => {
      const method = rda({ hidden: 6, learningRate: 0.3, keep: 'last', epochs: 8, ...options });
      const { events, predictor } = await collect(
        method.fit({ train: { x, y }, ...(rows ? { valid: rows } : {}), rng }),
      );
      const best = events.findLast((event) => event.type === 'epoch' && event.best) as EpochEvent;
      return { epoch: best.epoch, p: predictor.predict(x).arraySync() };
    };
    const best = await train({ keep: 'best' }, valid);
    expect(best.epoch).toBeLessThan(8);
    expect(best.p).toEqual((await train({ epochs: best.epoch })).p);
    expect((await train({}, valid)).p).toEqual((await train({})).p);
  });

  it('may train without clipping', async () => {
    const [event] = await fit({ epochs: 1, clip: null });
    expect(event?.signals).not.toHaveProperty('norm');
    expect((await fit({ epochs: 1 }))[0]?.signals).toHaveProperty('norm');
  });

  it.each([
    [{ learningRate: 0 }, /learningRate/],
    [{ weightDecay: -1 }, /weightDecay/],
    [{ clip: 0 }, /clip/],
    [{ keep: 'first' as 'last' }, /keep.*best, last/],
    [{ hidden: 1.5 }, /hidden/],
    [{ batchSize: 0 }, /batchSize/],
    [{ epochs: 0 }, /epochs/],
    [{ recovery: -0.1 }, /recovery/],
    [{ alignment: Number.NaN }, /alignment/],
    [{ similarity: Number.POSITIVE_INFINITY }, /similarity/],
    [{ hiden: 3 }, /hidden/],
    [{ recovery: '1' }, /recovery/],
  ])('refuses %o', (options, message) => {
    expect(() => rda(options as never)).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringMatching(message) }),
    );
  });
});
