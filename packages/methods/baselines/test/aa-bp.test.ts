import { factorOf } from '@ildl/minimizers';
import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describe, expect, it } from 'vitest';
import { aaBpObjective } from '../src/aa-bp/network.js';
import { type AaBpOptions, aaBp } from '../src/index.js';
import { joined } from '../src/parts.js';
import { checkConforms } from './check-conforms.js';
import { endOf } from './end-of.js';
import { expectDifferences } from './expect-differences.js';

const values = (name: string, ...shape: [number, number]) => rngFrom(5).fork(name).normal<tf.Rank.R2>(shape);
const distributions = (...shape: [number, number]) => tf.softmax(values('y', ...shape)) as tf.Tensor2D;
const train = { x: values('x', 40, 5), y: distributions(40, 3) };

describe('aaBp', () => {
  it('has a gradient that equals differences', () => {
    const sizes = { features: 5, hidden: 4, labels: 3 };
    const x = factorOf(Float64Array.from(values('x', 7, 5).dataSync()), 7, 5);
    const y = Float64Array.from(distributions(7, 3).dataSync());
    const at = Float64Array.from(values('w', 1, 5 * 4 + 4 + 4 * 3 + 3).dataSync());
    expectDifferences((w) => {
      const { value, gradients } = aaBpObjective(w, x, y, sizes);
      return { value, gradient: joined(...gradients) };
    }, at);
  });

  it('learns rows by heart with Adam, and moves little by plain descent in one batch', async () => {
    const errorOf = async (options: Partial<AaBpOptions>) => {
      const { predictor, events } = await collect(aaBp(options).fit({ train, rng: rngFrom(0) }));
      const error = tf.losses.meanSquaredError(train.y, predictor.predict(train.x)).dataSync()[0] as number;
      return { error, first: events[0] };
    };
    const learned = await errorOf({ epochs: 400 });
    expect(learned.error).toBeLessThan(0.002);
    const slow = await errorOf({ optimizer: 'descent', learningRate: 1e-3, batchSize: null, epochs: 20 });
    expect(slow.error).toBeGreaterThan(0.01);
    expect(slow.first).toMatchObject({ type: 'iteration', iteration: 1 });
  });

  it('descends alike with fewer rows than features and with each of them twice', async () => {
    const few = { x: values('x', 6, 8), y: distributions(6, 3) };
    const twice = { x: tf.concat([few.x, few.x]), y: tf.concat([few.y, few.y]) };
    const options = { optimizer: 'descent', learningRate: 1, batchSize: null, epochs: 50 } as const;
    const ends = await Promise.all(
      [few, twice].map(async (rows) => {
        const { predictor, events } = await collect(aaBp(options).fit({ train: rows, rng: rngFrom(0) }));
        return [...predictor.predict(few.x).dataSync(), (events.at(-1) as { value: number }).value];
      }),
    );
    expectClose(ends[0] as number[], ends[1] as number[], 1e-6);
  });

  it('says that its epochs are over', async () => {
    expect(await endOf(aaBp({ epochs: 2 }), train)).toMatchObject({
      type: 'minimum',
      converged: false,
      iterations: 2,
      reason: 'all 2 epochs were run',
    });
  });

  it('refuses options out of range', () => {
    for (const options of [
      { hidden: 0 },
      { epochs: 0 },
      { batchSize: 0 },
      { learningRate: 0 },
      { optimizer: 'x' },
    ])
      expect(() => aaBp(options as Partial<AaBpOptions>)).toThrowError(
        expect.objectContaining({ code: 'ILDL_OPTION' }),
      );
  });

  it('keeps the contract of a method', () => checkConforms(aaBp()));
});
