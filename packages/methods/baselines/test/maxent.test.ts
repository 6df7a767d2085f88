import type { FitEvent } from '@ildl/interface';
import { logitOffsets } from '@ildl/label-shift';
import { matmul, minimumOf, softmaxRows, transposedMatmul } from '@ildl/minimizers';
import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describe, expect, it } from 'vitest';
import { maxent, maxentValidated } from '../src/index.js';
import { crossEntropy } from '../src/linear/cross-entropy.js';
import { adjusted, maxentFit } from '../src/maxent-fit.js';
import { checkConforms } from './check-conforms.js';
import { expectDifferences } from './expect-differences.js';
import { dense } from './tiny-problem.js';

/** Rows whose labels follow the features, with noise that a small λ learns as well. */
const rowsOf = (n: number, seed: number) =>
  tf.tidy(() => {
    const rng = rngFrom(seed);
    const x = rng.normal<tf.Rank.R2>([n, 8]);
    const noise = rng.normal<tf.Rank.R2>([n, 3], 0, 1.5);
    return { x, y: tf.softmax(tf.add(tf.matMul(x, rngFrom(1).normal([8, 3])), noise)) as tf.Tensor2D };
  });
const train = rowsOf(20, 2);
const problem = { features: 8, labels: 3, size: 20, labelMass: [...tf.sum(train.y, 0).dataSync()] };
const host = { x: Float64Array.from(train.x.dataSync()), y: Float64Array.from(train.y.dataSync()) };
const hostBatch = { x: dense(host.x, 20), y: dense(host.y, 20) };

describe('maxent', () => {
  it('minimizes the mean cross-entropy + λ/2‖W‖²: at its end the gradient is 0', () => {
    for (const lambda of [0.01, 1]) {
      const run = maxentFit(hostBatch, problem)(lambda);
      let next = run.next();
      while (!next.done) next = run.next();
      const { w, value } = next.value;
      const p = softmaxRows(matmul(host.x, w, 20, 8, 3), 3);
      const error = p.map((degree, i) => (degree - (host.y[i] as number)) / 20);
      const gradient = transposedMatmul(host.x, error, 20, 8, 3).map((g, i) => g + lambda * (w[i] as number));
      expectClose(gradient, Array(24).fill(0), 1e-5);
      const entropy = p.reduce((sum, degree, i) => sum - ((host.y[i] as number) * Math.log(degree)) / 20, 0);
      expectClose(value, entropy + (lambda / 2) * w.reduce((sum, wi) => sum + wi * wi, 0), 1e-6);
    }
  });

  it('has the gradient of the adjusted loss, and adds no offset to the prediction', async () => {
    const [rows, lambda, adjustment] = [20, 0.1, 1];
    const offsets = logitOffsets(problem.labelMass, { strength: adjustment });
    // The gradient that maxent takes is P − Y of adjusted logits, checked against differences of the loss as written.
    const loss = adjusted(crossEntropy(host.y, 3), offsets);
    const logits = Float64Array.from({ length: 3 * rows }, (_, i) => Math.sin(i));
    expectDifferences(loss, logits);
    const written = logits.reduce((sum, _, i) => {
      const from = i - (i % 3);
      const z = [0, 1, 2].map((label) => (logits[from + label] as number) + (offsets[label] as number));
      const total = z.reduce((exps, value) => exps + Math.exp(value), 0);
      return sum - (host.y[i] as number) * ((z[i % 3] as number) - Math.log(total));
    }, 0);
    expect(loss(logits).value).toBeCloseTo(written, 6);
    // At its end the gradient by W is 0.
    const end = minimumOf(maxentFit(hostBatch, problem, adjustment)(lambda));
    const { gradient } = loss(matmul(host.x, end.w, rows, 8, 3));
    const byWeights = transposedMatmul(host.x, gradient, rows, 8, 3);
    expectClose(
      byWeights.map((g, i) => g / rows + lambda * (end.w[i] as number)),
      Array(24).fill(0),
      1e-5,
    );
    const fit = maxent({ lambda, adjustment }).fit({ train, rng: rngFrom(0) });
    const { predictor } = await collect(fit);
    const plain = softmaxRows(matmul(host.x, end.w, rows, 8, 3), 3);
    expectClose(predictor.predict(train.x), [...plain], 1e-6);
  });

  it('is the same to the bit where the adjustment is 0, and another where it is not', async () => {
    const predicted = async (options: Parameters<typeof maxent>[0]) => {
      const { predictor } = await collect(maxent(options).fit({ train, rng: rngFrom(0) }));
      return [...predictor.predict(train.x).dataSync()];
    };
    const before = await predicted({ lambda: 0.1 });
    expect(await predicted({ lambda: 0.1, adjustment: 0 })).toEqual(before);
    expect(await predicted({ lambda: 0.1, adjustment: 1 })).not.toEqual(before);
    expect(() => maxent({ adjustment: -1 })).toThrow(/adjustment/);
  });

  it('comes close to the uniform prediction as λ grows', async () => {
    const { predictor } = await collect(maxent({ lambda: 1e6 }).fit({ train, rng: rngFrom(0) }));
    expectClose(predictor.predict(train.x), tf.fill([20, 3], 1 / 3), 1e-4);
  });

  it('refuses a λ that is not a number above 0', () => {
    expect(() => maxent({ lambda: 0 })).toThrow(expect.objectContaining({ code: 'ILDL_OPTION' }));
    expect(() => maxent({ lambda: null as unknown as number })).toThrow(/maxent-validated/);
  });

  it('keeps the contract of a method', () => checkConforms(maxent({ lambda: 0.01, adjustment: 1 })));
});

describe('maxentValidated', () => {
  it('takes the λ with the lowest loss on the validation rows', async () => {
    const [valid, all] = [rowsOf(200, 3), [10, 1, 0.1, 0.01, 0.001]];
    const lossOf = async (lambda: number) => {
      const { predictor } = await collect(maxent({ lambda }).fit({ train, rng: rngFrom(0) }));
      return tf
        .neg(tf.mean(tf.sum(tf.mul(valid.y, tf.log(predictor.predict(valid.x))), 1)))
        .dataSync()[0] as number;
    };
    const losses = await Promise.all(all.map(lossOf));
    const best = all[losses.indexOf(Math.min(...losses))] as number;
    // Neither end of the range, or the test says little.
    expect([0.01, 0.1, 1]).toContain(best);
    const { predictor, events } = await collect(maxentValidated().fit({ train, valid, rng: rngFrom(0) }));
    expect((events.at(-1) as Extract<FitEvent, { type: 'minimum' }>).reason).toMatch(`λ = ${best}:`);
    const { predictor: fixed } = await collect(maxent({ lambda: best }).fit({ train, rng: rngFrom(0) }));
    expectClose(predictor.predict(valid.x), fixed.predict(valid.x), 1e-6);
    expect(maxentValidated.usesValidation).toBe(true);
    expect(maxent.usesValidation).toBe(false);
  });

  it('takes λ = 1 without validation rows', async () => {
    const { predictor } = await collect(maxentValidated().fit({ train, rng: rngFrom(0) }));
    const { predictor: fixed } = await collect(maxent().fit({ train, rng: rngFrom(0) }));
    expectClose(predictor.predict(train.x), fixed.predict(train.x), 1e-7);
  });

  it('keeps the contract of a method', () => checkConforms(maxentValidated()));
});
