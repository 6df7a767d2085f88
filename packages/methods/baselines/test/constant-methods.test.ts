import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { mean, uniform } from '../src/index.js';

const x = tf.tensor2d([[1], [2], [3]]);
const y = tf.tensor2d([
  [0.5, 0.5, 0],
  [0.2, 0.3, 0.5],
  [0.2, 0.7, 0.1],
]);
const rowsOf = (p: tf.Tensor2D) => p.arraySync();

describe('uniform and mean', () => {
  it.each([
    [uniform, [1 / 3, 1 / 3, 1 / 3]],
    [mean, [0.3, 0.5, 0.2]],
  ] as const)('predict one distribution for every row, also after saving', async (definition, degrees) => {
    const method = definition();
    const { predictor } = await collect(method.fit({ train: { x, y }, rng: rngFrom(0) }));
    const loaded = await method.load(await predictor.save());
    for (const p of [predictor.predict(x), loaded.predict(x)])
      for (const row of rowsOf(p))
        for (const [i, degree] of row.entries()) expect(degree).toBeCloseTo(degrees[i] as number, 6);
    const other = definition === uniform ? mean() : uniform();
    const { predictor: foreign } = await collect(other.fit({ train: { x, y }, rng: rngFrom(0) }));
    await expect(method.load(await foreign.save())).rejects.toMatchObject({ code: 'ILDL_FILE' });
    expect(() => predictor.predict(tf.zeros([2, 2]))).toThrow(/\[n, 1\]/);
  });
});
