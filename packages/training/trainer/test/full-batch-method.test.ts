import type { Matrix } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { collect, type FullBatchRecipe, fullBatchMethod, type HostBatch, rngFrom } from '../src/index.js';
import { problemOf } from './softmax-regression.js';

/** The constant label distribution that is closest to the training rows, found by steepest descent. */
const recipe = (rate: number, see: (valid?: HostBatch) => void = () => {}): FullBatchRecipe => ({
  name: 'constant',
  *solve({ y: { rows, values: y } }, { labels }, _, valid) {
    see(valid);
    const mean = Array.from({ length: labels }, (_, l) => {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += y[row * labels + l] as number;
      return sum / rows;
    });
    let w = new Float64Array(labels).fill(0.1);
    for (let iteration = 1; ; iteration++) {
      const gradient = mean.map((m, l) => (w[l] as number) - m);
      const value = 0.5 * gradient.reduce((sum, g) => sum + g ** 2, 0);
      if (Math.hypot(...gradient) < 1e-10)
        return { w, value, iterations: iteration, converged: true, reason: 'the gradient vanished' };
      w = w.map((wi, i) => wi - rate * (gradient[i] as number));
      const here = w;
      yield {
        iteration,
        value,
        w: () => {
          asked++;
          return here;
        },
      };
    }
  },
  predict: (w, { rows }, { labels }) =>
    Float64Array.from({ length: rows * labels }, (_, i) => w[i % labels] as number),
});
/** How often an iterate was asked for its parameters. */
let asked = 0;
const method = (rate = 0.5) => fullBatchMethod(recipe(rate));
const train = problemOf(12);

describe('fullBatchMethod', () => {
  it('hands every prediction a matrix of its own, which it may keep', async () => {
    const kept: Matrix[] = [];
    /** The first two features of a row as they are. */
    const ofFeatures = fullBatchMethod({
      ...recipe(0.5),
      predict: (_, x, { features, labels }) => {
        kept.push(x);
        return Float64Array.from({ length: x.rows * labels }, (_, i) =>
          i % labels < 2 ? (x.values[Math.floor(i / labels) * features + (i % labels)] as number) : 0,
        );
      },
    });
    const { predictor } = await collect(ofFeatures.fit({ train, rng: rngFrom(0) }));
    const inputs = [12, 5, 12].map((rows) => tf.slice(train.x, [0, 0], [rows, -1]));
    for (const x of inputs) {
      const expected = tf.slice(x, [0, 0], [-1, 2]);
      expect(tf.slice(predictor.predict(x), [0, 0], [-1, 2]).arraySync()).toEqual(expected.arraySync());
    }
    for (const [i, x] of inputs.entries())
      expect(kept[i]).toEqual({
        kind: 'dense',
        rows: x.shape[0],
        columns: x.shape[1],
        values: new Float64Array(x.dataSync()),
      });
  });

  it('minimizes in float64, says how it ended, saves and loads', async () => {
    const before = tf.memory().numTensors;
    const { events, predictor } = await collect(method().fit({ train, rng: rngFrom(0) }));
    expect(events.at(-1)).toMatchObject({ type: 'minimum', converged: true });
    expect(events[0]).toMatchObject({ type: 'iteration', iteration: 1 });
    const p = predictor.predict(train.x);
    const mean = tf.mean(train.y, 0);
    expect(p.shape).toEqual(train.y.shape);
    const [first] = tf.split(p, 12) as [tf.Tensor2D];
    const got = first.dataSync();
    for (const [i, m] of mean.dataSync().entries()) expect(got[i]).toBeCloseTo(m, 6);
    const loaded = await method().load(await predictor.save());
    const again = loaded.predict(train.x);
    expect(again.dataSync()).toEqual(p.dataSync());
    tf.dispose([mean, p, again, first]);
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before + 11);
  });

  it('ends early, aborts, diverges with a typed error, and refuses to resume', async () => {
    asked = 0;
    const stopped = await collect(
      method().fit({ train, rng: rngFrom(0), until: (e) => e.type === 'iteration' && e.iteration === 2 }),
    );
    expect(stopped.events.length).toBe(2);
    expect(asked).toBe(1);
    const aborted = AbortSignal.abort();
    const run = (changes: object, of = method()) => collect(of.fit({ train, rng: rngFrom(0), ...changes }));
    await expect(run({ signal: aborted })).rejects.toMatchObject({ code: 'ILDL_ABORTED' });
    await expect(run({}, method(1e300))).rejects.toMatchObject({ code: 'ILDL_DIVERGED' });
    await expect(run({ resume: new Uint8Array(3) })).rejects.toMatchObject({ code: 'ILDL_OPTION' });
  });

  it('hands validation rows on, and works without', async () => {
    const seen: (number | undefined)[] = [];
    const watched = fullBatchMethod(recipe(0.5, (valid) => seen.push(valid?.y.rows)));
    await collect(watched.fit({ train, rng: rngFrom(0) }));
    await collect(watched.fit({ train, valid: problemOf(5), rng: rngFrom(0) }));
    expect(seen).toEqual([undefined, 5]);
  });
});
