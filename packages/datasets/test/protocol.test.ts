import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  artificialDegrees,
  type Dataset,
  kFold,
  labelMass,
  manifests,
  numpyPermutation,
  readDataset,
  type SamplingValues,
  sampleImbalanced,
} from '@ildl/datasets';
import { beforeAll, describe, expect, it } from 'vitest';

const shared = fileURLToPath(new URL('../../../../shared/', import.meta.url));
const present = existsSync(`${shared}golden/amema/kfold_1500.json`) && existsSync(`${shared}data/Movie.mat`);
if (!present) console.log(`Golden numbers and real datasets are not checked: there is no ${shared}`);

const golden = (path: string) => JSON.parse(readFileSync(`${shared}golden/${path}`, 'utf8'));
const sha1 = (indices: Iterable<number>) =>
  createHash('sha1')
    .update([...indices].join(','))
    .digest('hex');

describe.skipIf(!present)('golden numbers', () => {
  it('shuffles as NumPy and folds as scikit-learn', () => {
    const { n, shuffled, testSorted, testSha1, trainSha1 } = golden('amema/kfold_1500.json');
    expect(Array.from(numpyPermutation(n, 0))).toEqual(shuffled);
    const folds = kFold(n);
    expect(folds.map(({ test }) => Array.from(test))).toEqual(testSorted);
    expect(folds.map(({ test }) => sha1(test))).toEqual(testSha1);
    expect(folds.map(({ train }) => sha1(train))).toEqual(trainSha1);
  });

  it('computes the artificial degrees', () => {
    const { x, y } = golden('amema/artificial.json') as { x: number[][]; y: number[][] };
    const { values } = artificialDegrees({
      kind: 'dense',
      rows: x.length,
      columns: 3,
      values: Float64Array.from(x.flat()),
    });
    y.flat().forEach((degree, k) => {
      expect(values[k]).toBeCloseTo(degree, 12);
    });
  });

  for (const [id, golden1, golden2] of [
    ['movie', 'Movie', 'Movie'],
    ['scut-fbp', 'SCUT-FBP', 'SCUT_FBP'],
    ['emotion6', 'Emotion6', 'emotion6'],
    ['sjaffe', undefined, 'SJAFFE'],
  ] as const) {
    describe(id, () => {
      const manifest = manifests.get(id);
      let dataset: Dataset;
      beforeAll(async () => {
        dataset = await readDataset(`${shared}data/${manifest?.files[0]}`, manifest && { manifest });
      });

      it('is read as SciPy reads it', () => {
        const set = golden('baselines/folds_check.json').sets[golden2];
        expect([dataset.features.rows, dataset.features.columns, dataset.labels.columns]).toEqual(set.shape);
        expect(dataset.shapeNote).toBeUndefined();
        expect(manifest?.sampling ?? null).toEqual(set.thresholds);
        Array.from(labelMass(dataset.labels)).forEach((sum, label) => {
          expect(sum).toBeCloseTo(set.label_column_sums[label], 8);
        });
      });

      it('is folded and sampled as published', () => {
        const set = golden('baselines/folds_check.json').sets[golden2];
        const sum = (rows: Int32Array) => rows.reduce((total, row) => total + row, 0);
        const found = kFold(dataset.features.rows).map(({ train, test }) => {
          const kept = manifest?.sampling
            ? sampleImbalanced(dataset.labels, train, manifest.sampling)
            : train;
          return [kept.length, sum(kept), Array.from(kept.slice(0, 5)), test.length, sum(test)];
        });
        expect(found).toEqual(set.folds);
      });

      if (!golden1) return;
      it('keeps the first of rows that tie for the largest degree', () => {
        const set = golden('amema/ildl_sampling.json').datasets.find(
          (candidate: { dataset: string }) => candidate.dataset === golden1,
        );
        const folds = kFold(dataset.features.rows);
        for (const { fold, tieLowestIndex, trainSha1, testSha1 } of set.folds) {
          const { train, test } = folds[fold] as (typeof folds)[number];
          expect([sha1(train), sha1(test)]).toEqual([trainSha1, testSha1]);
          const kept = sampleImbalanced(dataset.labels, train, manifest?.sampling as SamplingValues);
          expect([kept.length, sha1(kept)]).toEqual([tieLowestIndex.count, tieLowestIndex.sha1]);
        }
      });
    });
  }
});
