import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  artificialDegrees,
  type Dataset,
  kFold,
  labelMass,
  type Manifest,
  manifests,
  numpyPermutation,
  type SamplingValues,
  sampleImbalanced,
} from '@ildl/datasets';
import { readDataset } from '@ildl/datasets/node';
import { describeGolden } from 'testing/golden.js';
import { skipped } from 'testing/skipped.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { dense } from './dense.js';

const sha1 = (indices: Iterable<number>) =>
  createHash('sha1')
    .update([...indices].join(','))
    .digest('hex');

/** Describes tests on a real dataset; where its file is absent they are skipped, with the reason. */
const describeDataset = (id: string, tests: (read: () => Dataset, manifest: Manifest) => void): void => {
  const manifest = manifests.get(id) as Manifest;
  const path = fileURLToPath(new URL(`../../../../../shared/data/${manifest.files[0]}`, import.meta.url));
  if (!existsSync(path)) {
    skipped(id, `there is no ../shared/data/${manifest.files[0]} beside the repository`);
    return;
  }
  describe(id, () => {
    let dataset: Dataset;
    beforeAll(async () => {
      dataset = await readDataset(path, { manifest });
    });
    tests(() => dataset, manifest);
  });
};

interface KFoldGolden {
  readonly n: number;
  readonly shuffled: readonly number[];
  readonly testSorted: readonly (readonly number[])[];
  readonly testSha1: readonly string[];
  readonly trainSha1: readonly string[];
}

describeGolden<KFoldGolden>('amema/kfold_1500.json', ({ n, shuffled, testSorted, testSha1, trainSha1 }) => {
  it('shuffles as NumPy', () => {
    expect(Array.from(numpyPermutation(n, 0))).toEqual(shuffled);
  });

  it('folds as scikit-learn', () => {
    const folds = kFold(n);
    expect(folds.map(({ test }) => Array.from(test))).toEqual(testSorted);
    expect(folds.map(({ test }) => sha1(test))).toEqual(testSha1);
    expect(folds.map(({ train }) => sha1(train))).toEqual(trainSha1);
  });
});

describeGolden<{ x: number[][]; y: number[][] }>('amema/artificial.json', ({ x, y }) => {
  it('computes the degrees', () => {
    const { values } = artificialDegrees(dense(x));
    y.flat().forEach((degree, k) => {
      expect(values[k]).toBeCloseTo(degree, 12);
    });
  });
});

interface FoldsGolden {
  readonly sets: Readonly<
    Record<
      string,
      {
        readonly shape: readonly number[];
        readonly thresholds: readonly number[] | null;
        readonly label_column_sums: readonly number[];
        readonly folds: readonly unknown[];
      }
    >
  >;
}

const idOf: Readonly<Record<string, string>> = {
  Movie: 'movie',
  SCUT_FBP: 'scut-fbp',
  'SCUT-FBP': 'scut-fbp',
  emotion6: 'emotion6',
  Emotion6: 'emotion6',
  SJAFFE: 'sjaffe',
};

describeGolden<FoldsGolden>('baselines/folds_check.json', ({ sets }) => {
  for (const [name, { shape, thresholds, label_column_sums, folds }] of Object.entries(sets)) {
    describeDataset(idOf[name] as string, (read, manifest) => {
      it('is read as SciPy reads it', () => {
        const { features, labels, shapeNote } = read();
        expect([features.rows, features.columns, labels.columns]).toEqual(shape);
        expect(shapeNote).toBeUndefined();
        Array.from(labelMass(labels)).forEach((sum, label) => {
          expect(sum).toBeCloseTo(label_column_sums[label] as number, 8);
        });
      });

      it('is folded and sampled as published', () => {
        const { features, labels } = read();
        expect(manifest.sampling ?? null).toEqual(thresholds);
        const sum = (rows: Int32Array) => rows.reduce((total, row) => total + row, 0);
        const found = kFold(features.rows).map(({ train, test }) => {
          const kept = manifest.sampling ? sampleImbalanced(labels, train, manifest.sampling) : train;
          return [kept.length, sum(kept), Array.from(kept.slice(0, 5)), test.length, sum(test)];
        });
        expect(found).toEqual(folds);
      });
    });
  }
});

interface SamplingGolden {
  readonly datasets: readonly {
    readonly dataset: string;
    readonly values: SamplingValues;
    readonly folds: readonly {
      readonly testSha1: string;
      readonly trainSha1: string;
      readonly tieLowestIndex: { readonly count: number; readonly sha1: string };
    }[];
  }[];
}

describeGolden<SamplingGolden>('amema/ildl_sampling.json', ({ datasets }) => {
  for (const { dataset, values, folds } of datasets) {
    describeDataset(idOf[dataset] as string, (read, manifest) => {
      it('keeps the first of the rows that tie for the largest degree', () => {
        const { features, labels } = read();
        expect(manifest.sampling).toEqual(values);
        const found = kFold(features.rows).map(({ train, test }) => {
          const kept = sampleImbalanced(labels, train, values);
          return [sha1(test), sha1(train), kept.length, sha1(kept)];
        });
        expect(found).toEqual(
          folds.map(({ testSha1, trainSha1, tieLowestIndex: { count, sha1: kept } }) => [
            testSha1,
            trainSha1,
            count,
            kept,
          ]),
        );
      });
    });
  }
});
