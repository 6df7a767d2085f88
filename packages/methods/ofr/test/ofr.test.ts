import { checkMethod } from '@ildl/conformance';
import type { EpochEvent, FitEvent, Method } from '@ildl/interface';
import { multilayerPerceptron } from '@ildl/layers';
import { classBalancedWithLogits, distributionBalancedWithLogits, focalWithLogits } from '@ildl/losses';
import { collect, decodeFile, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describe, expect, it } from 'vitest';
import { type OfrCbOptions, type OfrDbOptions, type OfrOptions, ofrCb, ofrDb, ofrFl } from '../src/index.js';

const rng = rngFrom(1);
const x = rng.normal<tf.Rank.R2>([60, 5]);
const y = tf.tidy(() =>
  tf.softmax(tf.add(tf.matMul(x, rng.normal<tf.Rank.R2>([5, 4])), [2, 0, 0, 0])),
) as tf.Tensor2D;
const labelMass = tf.sum<tf.Tensor1D>(y, 0);
const isEpoch = (event: FitEvent): event is EpochEvent => event.type === 'epoch';
const all: Readonly<Record<string, (options: Partial<OfrOptions>) => Method>> = {
  'ofr-fl': ofrFl,
  'ofr-cb': ofrCb,
  'ofr-db': ofrDb,
};

/** The loss of the first step, on all rows. */
const firstLoss = async (method: Method) => {
  const { events, predictor } = await collect(method.fit({ train: { x, y }, rng }));
  predictor.dispose();
  return events.find(isEpoch)?.losses.prediction as number;
};
const once = { epochs: 1, batchSize: 60, hidden: 6 };
/** Logits of the network before the first step. */
const logits = (() => {
  const network = multilayerPerceptron({ inputs: 5, hidden: [6], outputs: 4, initializer: 'kaiming' });
  return network.apply(network.init(rng.fork('init')), x);
})();

describe.each(Object.entries(all))('%s', (id, ofr) => {
  it('keeps the contract of a method', async () => {
    const method = ofr({ epochs: 12, hidden: 10, learningRate: 0.02 });
    expect(method.name).toBe(id);
    const { ran, results } = await checkMethod(method);
    expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(ran).toBeGreaterThan(30);
  });

  it('descends by AMSGrad: what it divides by never shrinks', async () => {
    const largest: ReadonlyMap<string, readonly number[]>[] = [];
    const method = ofr({ epochs: 4, batchSize: 20, hidden: 6 });
    const { predictor } = await collect(method.fit({ train: { x, y }, rng }), async (event) => {
      if (!isEpoch(event)) return;
      const { arrays } = await decodeFile(await event.state(), 'ildl/training-state');
      const of = (kind: string) =>
        [...arrays].filter(([path]) => path.startsWith('transform/') && path.includes(`/${kind}/`));
      const second = new Map(of('second').map(([path, { values }]) => [path, values]));
      for (const [path, { values }] of of('largest'))
        for (const [i, value] of [...values].entries())
          expect(value).toBeGreaterThanOrEqual(
            second.get(path.replace('/largest/', '/second/'))?.[i] as number,
          );
      largest.push(new Map(of('largest').map(([path, { values }]) => [path, [...values]])));
    });
    predictor.dispose();
    expect(largest[0]?.size).toBe(4);
    for (const [epoch, now] of largest.slice(1).entries())
      for (const [path, values] of now)
        for (const [i, value] of values.entries())
          expect(value).toBeGreaterThanOrEqual(largest[epoch]?.get(path)?.[i] as number);
  });

  it.each([
    [{ learningRate: 0 }, /learningRate/],
    [{ weightDecay: -1 }, /weightDecay/],
    [{ clip: 0 }, /clip/],
    [{ hidden: 0 }, /hidden/],
    [{ batchSize: 0 }, /batchSize/],
    [{ epochs: 1.5 }, /epochs/],
    [{ focus: -1 }, /focus/],
    [{ focuss: 1 }, /"focus"/],
  ])('refuses %o', (options, message) => {
    expect(() => ofr(options as never)).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringMatching(message) }),
    );
  });
});

describe('ofrFl', () => {
  it('has the focal loss', async () => {
    expectClose(await firstLoss(ofrFl(once)), focalWithLogits(y, logits));
    expectClose(await firstLoss(ofrFl({ ...once, focus: 0.5 })), focalWithLogits(y, logits, { focus: 0.5 }));
  });

  it('may train without clipping', async () => {
    const signals = async (options: Partial<OfrOptions>) => {
      const { events, predictor } = await collect(
        ofrFl({ ...once, ...options }).fit({ train: { x, y }, rng }),
      );
      predictor.dispose();
      return events.find(isEpoch)?.signals;
    };
    expect(await signals({})).toHaveProperty('norm');
    expect(await signals({ clip: null })).not.toHaveProperty('norm');
  });
});

describe('ofrCb', () => {
  it('has the class-balanced loss of the training label mass, by each way to weigh', async () => {
    const values = new Set<number>();
    for (const weigh of ['label', 'rowWeight', 'rowFrequency'] as const) {
      const loss = await firstLoss(ofrCb({ ...once, weigh, beta: 0.95 }));
      expectClose(loss, classBalancedWithLogits(y, logits, labelMass, { weigh, beta: 0.95 }));
      values.add(loss);
    }
    expect(values.size).toBe(3);
    expectClose(await firstLoss(ofrCb(once)), classBalancedWithLogits(y, logits, labelMass));
  });

  it.each<[Partial<OfrCbOptions>, RegExp]>([
    [{ beta: 1 }, /beta/],
    [{ beta: 0 }, /beta/],
    [{ weigh: 'row' as 'label' }, /weigh.*label, rowWeight, rowFrequency/],
  ])('refuses %o', (options, message) => {
    expect(() => ofrCb(options)).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringMatching(message) }),
    );
  });
});

describe.each(Object.entries(all))('%s on a label of almost no mass', (_, ofr) => {
  it.each([1e-12, 1e-9, 1e-7])('trains, with the mass %d', async (mass) => {
    const rare = tf.tidy((): tf.Tensor2D => {
      const rest = tf.softmax<tf.Tensor2D>(tf.slice(y, [0, 0], [60, 3]));
      const first = tf.oneHot(tf.tensor1d([0], 'int32'), 60).reshape<tf.Tensor2D>([60, 1]);
      return tf.concat2d([rest, tf.mul<tf.Tensor2D>(first, mass)], 1);
    });
    const { events, predictor } = await collect(
      ofr({ epochs: 3, hidden: 6 }).fit({ train: { x, y: rare }, rng }),
    );
    const p = predictor.predict(x);
    expect([...p.dataSync()].every(Number.isFinite)).toBe(true);
    expect(events.filter(isEpoch).every(({ losses }) => Number.isFinite(losses.prediction))).toBe(true);
    tf.dispose([p, rare]);
    predictor.dispose();
  });
});

describe('ofrDb', () => {
  it('has the distribution-balanced loss of the training label mass', async () => {
    expectClose(await firstLoss(ofrDb(once)), distributionBalancedWithLogits(y, logits, labelMass));
    const options = { lift: 0.2, sharpness: 5, threshold: 0.5, bias: 0.3, negativeScale: 3 };
    expectClose(
      await firstLoss(ofrDb({ ...once, ...options })),
      distributionBalancedWithLogits(y, logits, labelMass, options),
    );
  });

  it.each<[Partial<OfrDbOptions>, RegExp]>([
    [{ negativeScale: 0 }, /negativeScale/],
    [{ lift: Number.NaN }, /lift/],
    [{ bias: Number.POSITIVE_INFINITY }, /bias/],
  ])('refuses %o', (options, message) => {
    expect(() => ofrDb(options)).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringMatching(message) }),
    );
  });
});
