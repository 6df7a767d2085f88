import { type Dataset, kFold, type SamplingValues } from '@ildl/datasets';
import type { Search } from '@ildl/interface';
import { defineMethod, ildlError } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { type CellConfig, cellId, nameCells, regimeOf, runCell } from '../src/index.js';

const rows = 60;
const folds = 5;

/** Rows whose only feature is their index. `shareOf` gives the first of the two degrees of a row. */
const datasetOf = (shareOf: (row: number) => number = () => 0.3): Dataset => ({
  name: 'toy',
  features: {
    kind: 'dense',
    rows,
    columns: 1,
    values: Float64Array.from({ length: rows }, (_, row) => row),
  },
  labels: {
    kind: 'dense',
    rows,
    columns: 2,
    values: Float64Array.from({ length: 2 * rows }, (_, i) => {
      const share = shareOf(Math.floor(i / 2));
      return i % 2 === 0 ? share : 1 - share;
    }),
  },
  sha256: '0'.repeat(64),
});

/** The rows of every fit, and of every prediction. */
interface Seen {
  readonly train: number[];
  readonly valid: number[] | undefined;
  readonly predicted: number[];
}
let seen: Seen[] = [];
const indices = (x: tf.Tensor2D) => [...x.dataSync()].sort((a, b) => a - b);

/** Predicts its option for every row. With an option of 0 it diverges. */
const constantOf = (usesValidation: boolean) =>
  defineMethod({
    id: 'constant',
    summary: 'for this test',
    defaults: { share: 0.9, other: 1 },
    features: 'raw',
    usesValidation,
    search: { share: [0, 0.1, 0.3, 0.6, 0.9] },
    method: ({ share }) => ({
      name: 'constant',
      async *fit({ train, valid }) {
        const fit: Seen = {
          train: indices(train.x),
          valid: valid && indices(valid.x),
          predicted: [],
        };
        seen.push(fit);
        if (share === 0) throw ildlError('ILDL_DIVERGED', 'A share of 0 diverges.');
        return {
          predict: (x) => {
            fit.predicted.push(...indices(x));
            return tf.tidy(() => tf.tile(tf.tensor2d([[share, 1 - share]]), [x.shape[0], 1]));
          },
          save: () => Promise.resolve(new Uint8Array()),
          dispose: () => {},
        };
      },
      load: () => Promise.reject(new Error('This is not needed.')),
    }),
  });

interface Asked {
  readonly budget?: number;
  readonly search?: Search;
  readonly share?: number;
  readonly usesValidation?: boolean;
  readonly dataset?: Dataset;
  readonly validation?: CellConfig['regime']['validation'];
  readonly sampling?: SamplingValues;
}

const configOf = ({
  budget,
  search = { share: [0, 0.1, 0.3, 0.6, 0.9] },
  share = 0.9,
  validation = 'sampled',
  sampling,
}: Asked): CellConfig => ({
  method: { id: 'constant', options: { share, other: 1 }, identity: '1' },
  dataset: {
    name: 'toy',
    sha256: '0'.repeat(64),
    rows,
    features: 1,
    labels: 2,
    ...(sampling ? { sampling } : {}),
  },
  regime: regimeOf({ protocol: sampling ? 'sampled' : 'full', validation }),
  folds,
  fold: 1,
  seed: 0,
  engine: { backend: 'cpu', version: '4.22.0', threads: 1 },
  ...(budget === undefined ? {} : { tune: { budget, search } }),
});

const runWith = async (asked: Asked) => {
  seen = [];
  const { dataset = datasetOf(), usesValidation = false } = asked;
  return runCell(configOf(asked), dataset, constantOf(usesValidation));
};

const split = kFold(rows, { folds, seed: 0 })[1] as { train: Int32Array; test: Int32Array };
const testRows = [...split.test].sort((a, b) => a - b);
const trainRows = [...split.train].sort((a, b) => a - b);

it('finds the best option, and scores the model that has it', async () => {
  const before = tf.memory().numTensors;
  const untuned = await runWith({});
  expect(untuned).not.toHaveProperty('tuning');
  expect(untuned.metrics?.all.kl).toBeGreaterThan(0.5);
  const tuned = await runWith({ budget: 10 });
  expect(tuned.tuning?.chosen).toEqual({ share: 0.3 });
  expect(tuned.metrics?.all.kl).toBeCloseTo(0, 6);
  expect(tuned.config).toMatchObject({ method: { options: { share: 0.9, other: 1 } }, tune: { budget: 10 } });
  expect(tf.memory().numTensors).toBe(before);
});

it('records every candidate in the order they were tried, the diverged ones without a divergence', async () => {
  const { tuning, status } = await runWith({ budget: 10 });
  expect(status).toBe('done');
  expect(tuning?.candidates.length).toBe(5);
  expect(tuning?.candidates[0]?.options).toEqual({ share: 0.9 });
  const { kl } = tuning?.candidates[0] ?? {};
  expect(kl).toBeCloseTo(0.3 * Math.log(0.3 / 0.9) + 0.7 * Math.log(0.7 / 0.1), 5);
  expect(tuning?.candidates.find(({ options }) => options.share === 0)).toEqual({ options: { share: 0 } });
  expect((await runWith({ budget: 10 })).tuning).toEqual(tuning);
});

it.each([1, 2, 3])('tries no more than a budget of %s', async (budget) => {
  const { tuning } = await runWith({ budget });
  expect(tuning?.candidates.length).toBe(budget === 1 ? 0 : budget);
  expect(seen.length).toBe(budget === 1 ? 1 : budget + 1);
});

it.each([true, false])('never shows candidates a test row (validation rows are used: %s)', async (uses) => {
  const { tuning, rows: last } = await runWith({ budget: 10, usesValidation: uses });
  const fits = seen.slice(0, -1);
  expect(fits.length).toBe(5);
  const [first] = fits as [Seen];
  const held = first.predicted;
  expect(held.length).toBe(5);
  expect(tuning?.rows).toEqual({ train: 43, valid: 5 });
  expect([...first.train, ...held].sort((a, b) => a - b)).toEqual(trainRows);
  for (const { train, valid, predicted } of fits) {
    expect(train).toEqual(first.train);
    expect(valid).toEqual(uses ? held : undefined);
    // A fit that diverged predicts nothing.
    expect([held, []]).toContainEqual(predicted);
  }
  // The last fit goes by the rule of the method.
  const final = seen.at(-1) as Seen;
  expect(final.train).toEqual(uses ? first.train : trainRows);
  expect(final.predicted).toEqual(testRows);
  expect(last).toEqual({ train: uses ? 43 : 48, valid: uses ? 5 : 0, test: 12 });
});

it.each([true, false])('chooses the same whatever the test labels are (%s)', async (usesValidation) => {
  const isTest = new Set(testRows);
  const turned = datasetOf((row) => (isTest.has(row) ? 0.6 : 0.3));
  const before = await runWith({ budget: 10, usesValidation });
  const after = await runWith({ budget: 10, usesValidation, dataset: turned });
  expect(after.metrics).not.toEqual(before.metrics);
  expect(after.tuning).toEqual(before.tuning);
});

it('draws validation rows before or after sampling, as the protocol says', async () => {
  // Sampling leaves the even rows, whose first degree is 0.3, and the rows with the largest degrees.
  const dataset = datasetOf((row) => (row % 2 === 0 ? 0.3 : 0.6));
  const sampling: SamplingValues = [0.9, 1, 0, 1];
  const after = await runWith({ budget: 10, dataset, sampling });
  expect(after.tuning?.chosen).toEqual({ share: 0.3 });
  const kept = seen.at(-1)?.train;
  expect(kept?.length).toBeLessThan(30);
  expect([...(seen[0]?.train ?? []), ...(seen[0]?.predicted ?? [])].sort((a, b) => a - b)).toEqual(kept);

  const unsampled = await runWith({ budget: 10, dataset, sampling, validation: 'unsampled' });
  expect(unsampled.tuning?.rows?.valid).toBe(5);
  expect(seen[0]?.predicted.some((row) => !kept?.includes(row))).toBe(true);
  expect(seen[0]?.train.every((row) => !seen[0]?.predicted.includes(row))).toBe(true);
});

it('keeps the options of a method with nothing to search, in one fit', async () => {
  const { tuning, metrics } = await runWith({ budget: 10, search: {}, share: 0.6 });
  expect(tuning).toEqual({ candidates: [], chosen: {} });
  expect(metrics).toEqual((await runWith({ share: 0.6 })).metrics);
  expect(seen.length).toBe(1);
});

it('has diverged where every candidate has', async () => {
  const cell = await runWith({ budget: 10, search: { share: [0], other: [1, 2] }, share: 0 });
  expect(cell).toMatchObject({ status: 'diverged', reason: expect.stringContaining('2 option sets') });
  expect(cell.tuning?.candidates.map(({ kl }) => kl)).toEqual([undefined, undefined]);
  expect(cell.tuning).not.toHaveProperty('chosen');
});

it('names tuned cells by budget and search, and others as ever', async () => {
  expect(cellId(configOf({}))).toBe('6104410357299bda9b631ff88778467202a0a566baedb37ed517362785597cc2');
  const configs = [
    configOf({}),
    configOf({ budget: 2 }),
    configOf({ budget: 3 }),
    configOf({ budget: 3, search: { share: [0.1] } }),
  ];
  expect(new Set(configs.map(cellId)).size).toBe(4);
  const named = nameCells(configs.map((config) => ({ config })));
  expect(named.map(({ tune, method }) => [tune, method])).toEqual([
    [2, 'constant'],
    [3, 'constant (searched=share 0 0.1 0.3 0.6 0.9)'],
    [3, 'constant (searched=share 0.1)'],
    [undefined, 'constant'],
  ]);
});
