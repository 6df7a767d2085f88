import type { EpochEvent, FitEvent } from '@ildl/interface';
import { dominantAndRest } from '@ildl/label-decoupling';
import { collect, decodeFile, mapTree, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describe, expect, it } from 'vitest';
import { dildlModel } from '../src/dildl-model.js';
import { type DildlOptions, dildl } from '../src/index.js';

const rng = rngFrom(1);
const x = rng.normal<tf.Rank.R2>([70, 5]);
const y = tf.tidy(() =>
  tf.softmax(tf.add(tf.matMul(x, rng.normal<tf.Rank.R2>([5, 4])), [2, 0, 0, 0])),
) as tf.Tensor2D;
const problem = { features: 5, labels: 4, size: 70, labelMass: [...tf.sum(y, 0).dataSync()] };
const model = dildlModel({ hidden: 6, recovery: 0.1, alignment: 0.1, similarity: 0.1 })(problem);
const variables = model.init(rng.fork('init'));
const { params } = variables;
const parts = dominantAndRest(y);
const branches = ['dominant', 'nonDominant'] as const;
const context = (name = 'step') => ({ training: true, rng: rng.fork(name), step: tf.scalar(0) });
const predict = (dominant: number, nonDominant: number) =>
  model.predict(variables, x, {
    weights: { dominant: tf.scalar(dominant), nonDominant: tf.scalar(nonDominant) },
  });
const fit = async (options: Partial<DildlOptions>, onEvent?: (event: EpochEvent) => Promise<void>) => {
  const isEpoch = (event: FitEvent): event is EpochEvent => event.type === 'epoch';
  const method = dildl({ hidden: 6, ...options });
  const { events, predictor } = await collect(method.fit({ train: { x, y }, rng }), async (event) => {
    if (isEpoch(event)) await onEvent?.(event);
  });
  predictor.dispose();
  return events.filter(isEpoch);
};

describe('dildl', () => {
  it('reports a loss of each branch, with weights and momenta that stay', async () => {
    const epochs = await fit({ epochs: 2, dominantWeight: 0.3, momentum: 0.8 });
    expect(epochs.length).toBe(2);
    for (const { losses, weights, signals } of epochs) {
      expect(Object.keys(losses)).toEqual(['dominant', 'nonDominant']);
      expectClose([weights.dominant as number, weights.nonDominant as number], [0.3, 0.7]);
      for (const branch of branches) expectClose(signals[`momentum/${branch}`] as number, 0.8);
    }
  });

  it.each([
    [{ learningRate: 0 }, /learningRate/],
    [{ momentum: 1 }, /momentum/],
    [{ clip: 0 }, /clip/],
    [{ hidden: 1.5 }, /hidden/],
    [{ batchSize: 0 }, /batchSize/],
    [{ epochs: 0 }, /epochs/],
    [{ dominantWeight: 1.1 }, /dominantWeight/],
    [{ dominantWeight: -0.1 }, /dominantWeight/],
    [{ recovery: -0.1 }, /recovery/],
    [{ alignment: Number.NaN }, /alignment/],
    [{ similarity: Number.POSITIVE_INFINITY }, /similarity/],
    [{ hiden: 3 }, /hidden/],
  ])('refuses %o', (options, message) => {
    expect(() => dildl(options as never)).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringMatching(message) }),
    );
  });
});

describe('the model of dildl', () => {
  it('predicts the weighted mean of its branches, and rows add up to 1', () => {
    const [dominant, nonDominant] = [predict(1, 0), predict(0, 1)];
    expect(dominant.dataSync()).not.toEqual(nonDominant.dataSync());
    const mixed = predict(0.3, 0.7);
    expectClose(mixed, tf.add(tf.mul(0.3, dominant), tf.mul(0.7, nonDominant)));
    for (const p of [dominant, nonDominant, mixed]) expectClose(tf.sum(p, 1), Array(70).fill(1));
  });

  it('trains each branch on its own part: no gradient passes from one to the other', () => {
    const moved = mapTree(params, (param) => tf.variable(param)) as Record<string, tf.Variable>;
    for (const branch of branches) {
      const { grads } = tf.variableGrads(
        () => model.losses({ ...variables, params: moved }, { x, y }, context()).terms[branch],
        Object.values(moved),
      );
      const reached = Object.keys(moved).filter((name) => {
        const gradient = grads[moved[name]?.name as string];
        return gradient !== undefined && (tf.max(tf.abs(gradient)).dataSync()[0] as number) > 0;
      });
      expect(reached).toEqual(Object.keys(moved).filter((name) => name.startsWith(`${branch}/`)));
    }
  });

  it('draws noise of its own for each branch', () => {
    const terms = (name: string) => model.losses(variables, { x, y }, context(name)).terms;
    const [one, same, other] = [terms('a'), terms('a'), terms('b')];
    for (const branch of branches) {
      expectClose(same[branch], one[branch], 0);
      expect(other[branch].dataSync()).not.toEqual(one[branch].dataSync());
    }
  });

  it('balances each branch by the label mass of its part in the rows seen so far', () => {
    const first = model.losses(variables, { x: tf.slice(x, 0, 40), y: tf.slice(y, 0, 40) }, context());
    const buffers = { ...variables.buffers, ...first.buffers };
    const second = model.losses({ params, buffers }, { x: tf.slice(x, 40), y: tf.slice(y, 40) }, context());
    for (const branch of branches) {
      const name = `${branch}/labelMass`;
      expectClose(variables.buffers[name] as tf.Tensor, [0, 0, 0, 0], 0);
      expectClose(first.buffers?.[name] as tf.Tensor, tf.sum(tf.slice(parts[branch], 0, 40), 0));
      expectClose(second.buffers?.[name] as tf.Tensor, tf.sum(parts[branch], 0));
      const rare = { ...variables.buffers, [name]: tf.tensor1d([0, 0, 0, 500]) };
      const changed = model.losses({ params, buffers: rare }, { x, y }, context()).terms[branch];
      const before = model.losses(variables, { x, y }, context()).terms[branch];
      expect(changed.dataSync()).not.toEqual(before.dataSync());
    }
  });

  it('has seen all label mass once an epoch', async () => {
    const masses: ArrayLike<number>[] = [];
    await fit({ epochs: 2, batchSize: 30 }, async (event) => {
      const { arrays } = await decodeFile(await event.state(), 'ildl/training-state');
      masses.push(arrays.get('buffers/dominant/labelMass')?.values ?? []);
    });
    const whole = tf.sum(parts.dominant, 0);
    for (const [i, mass] of masses.entries()) expectClose(Array.from(mass), tf.mul(whole, i + 1));
    expect(masses.length).toBe(2);
  });
});
