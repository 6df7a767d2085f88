import { checkMethod } from '@ildl/conformance';
import type { EpochEvent, FitEvent } from '@ildl/interface';
import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { type AmemaOptions, amema } from '../src/index.js';

const rng = rngFrom(1);
const x = rng.normal<tf.Rank.R2>([130, 5]);
const y = tf.tidy(() =>
  tf.softmax(tf.add(tf.matMul(x, rng.normal<tf.Rank.R2>([5, 4])), [2, 0, 0, 0])),
) as tf.Tensor2D;
const fit = async (options: Partial<AmemaOptions>) => {
  const { events, predictor } = await collect(
    amema({ hidden: 10, ...options }).fit({ train: { x, y }, rng }),
  );
  predictor.dispose();
  return events.filter((event: FitEvent): event is EpochEvent => event.type === 'epoch');
};

describe('amema', () => {
  it('reports losses, weights and momenta of both branches, as in Figures 3 and 4', async () => {
    const [first, second] = await fit({ epochs: 2 });
    expect(Object.keys(first?.losses ?? {})).toEqual(['dominant', 'nonDominant']);
    const sum = Object.values(second?.weights ?? {}).reduce((total, weight) => total + weight, 0);
    expect(sum).toBeCloseTo(1, 6);
    const momentum = (event: EpochEvent | undefined, branch: string) =>
      event?.signals[`momentum/${branch}`] as number;
    expect(momentum(second, 'nonDominant')).toBeGreaterThan(momentum(first, 'nonDominant'));
    expect(momentum(second, 'dominant')).toBeLessThan(momentum(first, 'dominant'));
  });

  it('holds the weights at one half without WEIG, while the momenta still follow the ratio', async () => {
    const [last] = await fit({ epochs: 1, weighting: 'equal' });
    expect(last?.weights).toEqual({ dominant: 0.5, nonDominant: 0.5 });
    expect(last?.signals['momentum/nonDominant']).toBeGreaterThan(0.95);
  });

  it('holds the momenta without MOME, while the weights still follow the ratio', async () => {
    const [last] = await fit({ epochs: 1, momentum: 'fixed' });
    expect(last?.signals['momentum/dominant']).toBeCloseTo(0.75, 6);
    expect(last?.signals['momentum/nonDominant']).toBeCloseTo(0.95, 6);
    expect(last?.weights.dominant).not.toBe(0.5);
  });

  it('adjusts the logits of both losses, and none at prediction', async () => {
    const [plain] = await fit({ epochs: 1 });
    const [zero] = await fit({ epochs: 1, adjustment: 0 });
    const [adjusted] = await fit({ epochs: 1, adjustment: 1 });
    expect(zero?.losses).toEqual(plain?.losses);
    for (const branch of ['dominant', 'nonDominant'])
      expect(adjusted?.losses[branch]).not.toBe(plain?.losses[branch]);

    const { predictor } = await collect(amema({ hidden: 10, epochs: 1 }).fit({ train: { x, y }, rng }));
    const loaded = await amema({ hidden: 10, adjustment: 1 }).load(await predictor.save());
    expect(loaded.predict(x).arraySync()).toEqual(predictor.predict(x).arraySync());
  });

  it('keeps the contract of a method where logits are adjusted', async () => {
    const { results } = await checkMethod(amema({ hidden: 20, learningRate: 0.01, adjustment: 1 }));
    expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
  });

  it('holds as many tensors after each of 50 epochs', async () => {
    const counts = new Set<number>();
    const { predictor } = await collect(amema({ hidden: 10 }).fit({ train: { x, y }, rng }), (event) => {
      if (event.type === 'epoch') counts.add(tf.memory().numTensors);
    });
    predictor.dispose();
    expect(counts.size).toBe(1);
  });

  it.each([
    [{ weighting: 'none' }, /weighting.*ema, equal/],
    [{ prediction: 'mean' }, /prediction.*recomposed/],
    [{ learningRate: 0 }, /learningRate/],
    [{ hidden: 1.5 }, /hidden/],
    [{ batchSize: 0 }, /batchSize/],
    [{ smoothing: 1 }, /smoothing/],
    [{ baseline: 2 }, /baseline/],
    [{ nonDominantMomentum: 1 }, /omentum/],
    [{ adjustment: -1 }, /adjustment/],
    [{ hiden: 3 }, /hidden/],
  ])('refuses %o', (options, message) => {
    expect(() => amema(options as never)).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringMatching(message) }),
    );
  });
});
