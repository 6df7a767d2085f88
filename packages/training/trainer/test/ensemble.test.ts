import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { collect, ensemble, ensembleOf, gradientMethod, rngFrom } from '../src/index.js';
import { problemOf, recipe } from './softmax-regression.js';

const train = problemOf(21);
const valid = problemOf(9, 8);
const input = { train, valid, rng: rngFrom(3) };
const method = gradientMethod(recipe());
const values = (p: tf.Tensor) => {
  const numbers = [...p.dataSync()];
  p.dispose();
  return numbers;
};

describe('ensemble', () => {
  it('predicts the mean of its members, saves and loads with the same bits, leaves nothing behind', async () => {
    const before = tf.memory().numTensors;
    const { events, predictor } = await collect(ensemble(method, 3).fit(input));
    expect(events.map((e) => e.type === 'iteration' && e.iteration)).toEqual([1, 2, 3]);
    const p = values(predictor.predict(valid.x));
    const members: number[][] = [];
    for (const member of ['1', '2', '3']) {
      const one = await collect(method.fit({ ...input, rng: input.rng.fork('member').fork(member) }));
      members.push(values(one.predictor.predict(valid.x)));
      one.predictor.dispose();
    }
    for (const [i, value] of p.entries())
      expect(value).toBeCloseTo(members.reduce((sum, member) => sum + (member[i] as number), 0) / 3, 6);
    expect(members[0]).not.toEqual(members[1]);
    const loaded = await ensemble(method, 3).load(await predictor.save());
    expect(values(loaded.predict(valid.x))).toEqual(p);
    loaded.dispose();
    predictor.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('disposes the members it has where it does not come to its end', async () => {
    const before = tf.memory().numTensors;
    for await (const _ of ensemble(method, 3).fit(input)) break;
    expect(tf.memory().numTensors).toBe(before);
    const early = await collect(ensemble(method, 3).fit({ ...input, until: () => true }));
    expect(early.events.length).toBe(1);
    early.predictor.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('averages different methods, and loads each member with its own', async () => {
    const other = gradientMethod(recipe({ name: 'other' }));
    const both = ensembleOf('both', [method, ensemble(other, 2)]);
    const { events, predictor } = await collect(both.fit(input));
    expect(events.map((event) => event.type === 'iteration' && event.value > 0)).toEqual([true, true]);
    const p = values(predictor.predict(valid.x));
    const bytes = await predictor.save();
    const loaded = await both.load(bytes);
    expect(values(loaded.predict(valid.x))).toEqual(p);
    await expect(ensembleOf('both', [method]).load(bytes)).rejects.toMatchObject({ code: 'ILDL_FILE' });
    expect(() => ensembleOf('none', [])).toThrow(/0 members/);
    predictor.dispose();
    loaded.dispose();
  });

  it('refuses a size below 1, another method, and a state to resume', async () => {
    expect(() => ensemble(method, 0)).toThrow(/0 members/);
    await expect(
      collect(ensemble(method, 2).fit({ ...input, resume: new Uint8Array(1) })),
    ).rejects.toMatchObject({
      code: 'ILDL_OPTION',
    });
    const { predictor } = await collect(ensemble(method, 1).fit(input));
    await expect(
      ensemble(gradientMethod(recipe({ name: 'other' })), 1).load(await predictor.save()),
    ).rejects.toMatchObject({ code: 'ILDL_FILE' });
    predictor.dispose();
  });
});
