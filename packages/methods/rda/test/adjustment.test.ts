import { checkMethod } from '@ildl/conformance';
import type { EpochEvent, FitEvent } from '@ildl/interface';
import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { type RdaOptions, rda } from '../src/index.js';

it('keeps the contract of a method, its logits adjusted', async () => {
  const { ran, results } = await checkMethod(rda({ epochs: 30, hidden: 20, adjustment: 1 }));
  expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(ran).toBeGreaterThan(0);
});

it('adjusts the logits of the decoder in the losses, and none at prediction', async () => {
  const rng = rngFrom(1);
  const x = rng.normal<tf.Rank.R2>([60, 5]);
  const y = tf.softmax(tf.add(tf.matMul(x, rng.normal<tf.Rank.R2>([5, 4])), [2, 0, 0, 0])) as tf.Tensor2D;
  const fit = async (options: Partial<RdaOptions>) => {
    const method = rda({ epochs: 1, hidden: 10, ...options });
    const { events, predictor } = await collect(method.fit({ train: { x, y }, rng }));
    const [epoch] = events.filter((event: FitEvent): event is EpochEvent => event.type === 'epoch');
    return { losses: epoch?.losses ?? {}, predictor };
  };
  const [plain, zero, adjusted] = [await fit({}), await fit({ adjustment: 0 }), await fit({ adjustment: 1 })];
  expect(zero.losses).toEqual(plain.losses);
  for (const term of ['prediction', 'recovery']) expect(adjusted.losses[term]).not.toBe(plain.losses[term]);

  const loaded = await rda({ hidden: 10, adjustment: 1 }).load(await plain.predictor.save());
  expect(loaded.predict(x).arraySync()).toEqual(plain.predictor.predict(x).arraySync());
  expect(() => rda({ adjustment: -1 })).toThrow(/adjustment/);
});
