import type { EpochEvent, FitEvent, FitInput } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { collect, gradientMethod, rngFrom } from '../src/index.js';
import { crossEntropy, heavyBall, model, problemOf, recipe } from './softmax-regression.js';

const train = problemOf(21);
const valid = problemOf(9, 8);
const input = (changes: Partial<FitInput> = {}): FitInput => ({ train, valid, rng: rngFrom(3), ...changes });
const epochsOf = (events: readonly FitEvent[]) => events.filter((e): e is EpochEvent => e.type === 'epoch');
/** Events without their function, so that they can be compared. */
const strip = (events: readonly FitEvent[]) => events.map((event) => ({ ...event, state: undefined }));
const predictions = async (run: Awaited<ReturnType<typeof collect>>) => {
  const p = run.predictor.predict(valid.x);
  const values = [...(await p.data())];
  p.dispose();
  run.predictor.dispose();
  return values;
};

describe('gradientMethod', () => {
  it('learns, and reports frozen events of every batch and epoch', async () => {
    const before = tf.memory().numTensors;
    const run = await collect(gradientMethod(recipe({ epochs: 30 })).fit(input()));
    const epochs = epochsOf(run.events);
    expect(run.events.filter((e) => e.type === 'step').length).toBe(30 * 2);
    expect(epochs.map((e) => e.epoch)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    const [first, last] = [epochs[0], epochs.at(-1)] as [EpochEvent, EpochEvent];
    expect(last.validationLoss).toBeLessThan((first.validationLoss as number) - 0.1);
    expect(Object.keys(last.losses)).toEqual(['fit', 'decay']);
    expect(last.weights.fit).toBe(1);
    expect(last.signals.step).toBe(30 * 3 - 1);
    expect(run.events.every((e) => Object.isFrozen(e))).toBe(true);
    expect(Object.isFrozen(last.losses)).toBe(true);
    await predictions(run);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('holds as many tensors after every epoch as after the first', async () => {
    const counts: number[] = [];
    const run = await collect(gradientMethod(recipe({ epochs: 50 })).fit(input()), (event) => {
      if (event.type === 'epoch') counts.push(tf.memory().numTensors);
    });
    run.predictor.dispose();
    expect(new Set(counts).size).toBe(1);
  });

  it('gives the same bits for the same seed, and others for another', async () => {
    const method = gradientMethod(recipe());
    const run = async (seed: number) => {
      const result = await collect(method.fit(input({ rng: rngFrom(seed) })));
      return { events: strip(result.events), p: await predictions(result) };
    };
    expect(await run(3)).toEqual(await run(3));
    expect((await run(3)).p).not.toEqual((await run(4)).p);
  });

  it('resumes after every batch and every epoch with the same bits as if it had never stopped', async () => {
    const method = gradientMethod(recipe());
    const states: Uint8Array[] = [];
    const whole = await collect(method.fit(input()), async (event) => {
      if (event.type !== 'iteration' && event.type !== 'minimum') states.push(await event.state());
    });
    const events = strip(whole.events);
    const p = await predictions(whole);
    expect(states.length).toBe(4 * 3);
    for (const [done, resume] of states.entries()) {
      const rest = await collect(method.fit(input({ resume })));
      expect(strip(rest.events)).toEqual(events.slice(done + 1));
      expect(await predictions(rest)).toEqual(p);
    }
  });

  it('refuses to resume another run, and a damaged state', async () => {
    const method = gradientMethod(recipe());
    let state = new Uint8Array();
    const run = await collect(method.fit(input()), async (event) => {
      if (event.type === 'epoch') state = new Uint8Array(await event.state());
    });
    run.predictor.dispose();
    const resume = (changes: Partial<FitInput>, of = method) =>
      collect(of.fit(input({ resume: state, ...changes })));
    const refused = { code: 'ILDL_FILE' };
    await expect(resume({ rng: rngFrom(4) })).rejects.toMatchObject(refused);
    await expect(resume({ train: problemOf(22) })).rejects.toMatchObject(refused);
    await expect(resume({}, gradientMethod(recipe({ batchSize: 7 })))).rejects.toMatchObject(refused);
    await expect(resume({ valid: undefined as never })).rejects.toMatchObject(refused);
    await expect(resume({ resume: state.slice(0, -1) })).rejects.toMatchObject(refused);
    const goesOn = await collect(gradientMethod(recipe({ epochs: 6 })).fit(input({ resume: state })));
    expect(epochsOf(goesOn.events).map((e) => e.epoch)).toEqual([5, 6]);
    goesOn.predictor.dispose();
  });

  it('keeps the epoch with the lowest validation loss, or the last one without validation', async () => {
    // A rate so high that late epochs are worse than early ones.
    const wild = gradientMethod(recipe({ epochs: 12, transform: heavyBall(3) }));
    const run = await collect(wild.fit(input()));
    const losses = epochsOf(run.events).map((e) => e.validationLoss as number);
    const lowest = losses.indexOf(Math.min(...losses));
    expect(lowest).toBeLessThan(11);
    expect(epochsOf(run.events).findLastIndex((e) => e.best)).toBe(lowest);
    const kept = tf.tidy(() => crossEntropy(valid.y, run.predictor.predict(valid.x)).dataSync()[0]);
    expect(kept).toBe(losses[lowest]);
    run.predictor.dispose();
    const { valid: _, ...unvalidated } = input();
    const last = await collect(wild.fit(unvalidated));
    expect(epochsOf(last.events).every((e) => e.best && e.validationLoss === undefined)).toBe(true);
    last.predictor.dispose();
  });

  it('ends early where `until` says so', async () => {
    const run = await collect(
      gradientMethod(recipe()).fit(input({ until: (e) => e.type === 'epoch' && e.epoch === 2 })),
    );
    expect(epochsOf(run.events).length).toBe(2);
    run.predictor.dispose();
    const mid = await collect(gradientMethod(recipe()).fit(input({ until: (e) => e.type === 'step' })));
    expect(mid.events.length).toBe(1);
    mid.predictor.dispose();
  });

  it('leaves no tensor behind after a break, an abort or a throw', async () => {
    const before = tf.memory().numTensors;
    for await (const _ of gradientMethod(recipe()).fit(input())) break;
    expect(tf.memory().numTensors).toBe(before);
    const controller = new AbortController();
    await expect(
      collect(gradientMethod(recipe()).fit(input({ signal: controller.signal })), (e) => {
        if (e.type === 'epoch') controller.abort();
      }),
    ).rejects.toMatchObject({ code: 'ILDL_ABORTED' });
    expect(tf.memory().numTensors).toBe(before);
    const broken = recipe({
      model: (problem) => ({
        ...model(problem),
        losses: () => {
          throw new Error('a fault in the model');
        },
      }),
    });
    await expect(collect(gradientMethod(broken).fit(input()))).rejects.toThrow('a fault in the model');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stops in the step in which a number is not finite', async () => {
    const before = tf.memory().numTensors;
    const run = collect(gradientMethod(recipe({ transform: heavyBall(1e38) })).fit(input()));
    await expect(run).rejects.toMatchObject({
      code: 'ILDL_DIVERGED',
      message: expect.stringContaining('epoch 1, batch 2'),
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('saves a predictor and loads it with the same bits', async () => {
    const method = gradientMethod(recipe());
    const run = await collect(method.fit(input()));
    const file = await run.predictor.save();
    expect(file).toEqual(await run.predictor.save());
    const loaded = await method.load(file);
    const p = await predictions({ events: [], predictor: loaded });
    expect(p).toEqual(await predictions(run));
    await expect(gradientMethod(recipe({ name: 'other' })).load(file)).rejects.toMatchObject({
      code: 'ILDL_FILE',
    });
  });

  it('trains parameters that a loss does not use by the transform alone', async () => {
    const idle = recipe({
      model: (problem) => {
        const inner = model(problem);
        return {
          ...inner,
          init: (rng) => {
            const { params, buffers } = inner.init(rng);
            return { params: { ...params, 'idle/kernel': tf.ones([2]) }, buffers };
          },
        };
      },
    });
    const run = await collect(gradientMethod(idle).fit(input()));
    run.predictor.dispose();
    expect(run.events.length).toBe(12);
  });

  it('names what is wrong with a recipe', async () => {
    expect(() => gradientMethod(recipe({ batchSize: 0 }))).toThrow(/batchSize.*0/);
    expect(() => gradientMethod(recipe({ epochs: 1.5 }))).toThrow(/epochs.*1.5/);
    const wrongTerms = recipe({ model: (problem) => ({ ...model(problem), terms: ['fit'] as never }) });
    await expect(collect(gradientMethod(wrongTerms).fit(input()))).rejects.toMatchObject({
      code: 'ILDL_OPTION',
      message: expect.stringContaining('decay'),
    });
  });

  it('refuses data it cannot learn from', async () => {
    const method = gradientMethod(recipe());
    const { x, y } = train;
    const nan = tf.tensor2d([[1, 2, Number.NaN, 4]]);
    const row = tf.tensor2d([[1, 2, 3, 4]]);
    const cases: [FitInput['train'], RegExp][] = [
      [{ x, y: valid.y }, /21 rows.*9/],
      [{ x: nan, y: tf.tensor2d([[0.5, 0.5]]) }, /Row 1.*NaN in column 3/],
      [{ x: row, y: tf.tensor2d([[0.5, 0.6]]) }, /Row 1.*sums to 1.1/],
      [{ x: row, y: tf.tensor2d([[1.5, -0.5]]) }, /Row 1.*-0.5 for label 2/],
      [{ x: row, y: tf.tensor2d([[1]]) }, /at least two/],
      [{ x: tf.zeros([0, 4]), y: tf.zeros([0, 2]) }, /no training rows/],
      [{ x: tf.tensor1d([1]) as never, y }, /rank 1/],
    ];
    for (const [bad, message] of cases)
      await expect(collect(method.fit({ train: bad, rng: rngFrom(0) }))).rejects.toMatchObject({
        code: 'ILDL_INPUT',
        message: expect.stringMatching(message),
      });
    await expect(
      collect(method.fit({ train, valid: problemOf(5, 1, 2), rng: rngFrom(0) })),
    ).rejects.toMatchObject({
      code: 'ILDL_INPUT',
    });
  });
});
