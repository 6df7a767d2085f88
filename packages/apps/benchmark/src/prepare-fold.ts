import {
  type Dataset,
  type DenseMatrix,
  kFold,
  labelMass,
  minMaxScaler,
  rowsOf,
  type Standardiser,
  standardiser,
} from '@ildl/datasets';
import type { Batch, MethodDefinition } from '@ildl/interface';
import { ildlError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs';
import { match } from 'ts-pattern';
import type { CellConfig } from './result.js';
import { trainingRows } from './training-rows.js';

/** The rows of one fold as a method gets them. */
export interface PreparedFold {
  readonly train: Batch;
  readonly valid?: Batch;
  readonly test: Batch;
  readonly rows: { readonly train: number; readonly valid: number; readonly test: number };
  /** Column sums of the label distributions of the training fold before and after sampling. */
  readonly labelMass: { readonly before: readonly number[]; readonly after: readonly number[] };
}

const tensorOf = ({ values, rows, columns }: DenseMatrix): tf.Tensor2D =>
  tf.tensor2d(new Float32Array(values), [rows, columns]);

const unscaled = ({ columns }: Dataset['features']): Standardiser => ({
  shift: new Float64Array(columns),
  scale: new Float64Array(columns).fill(1),
});

const scaleRow = (
  row: Float64Array,
  shift: Float64Array,
  scale: Float64Array,
  out: Float32Array,
  at: number,
): void => {
  for (let i = 0; i < row.length; i++)
    out[at + i] = ((row[i] as number) - (shift[i] as number)) * (scale[i] as number);
};

/**
 * Rows of features as float32, on the scale of the standardiser where there is one. The caller disposes the tensor.
 */
export const featuresOf = (
  features: Dataset['features'],
  rows: Int32Array,
  { shift, scale }: Standardiser = unscaled(features),
): tf.Tensor2D => {
  const { columns, values } = features;
  // Row by row, since the copies in float64 that `rowsOf` and `applyStandardiser` make are large.
  const out = new Float32Array(rows.length * columns);
  const ofZeros = Float32Array.from(shift, (own, column) => (0 - own) * (scale[column] as number));
  for (const [i, row] of rows.entries()) {
    const at = i * columns;
    if (features.kind === 'dense') {
      scaleRow(values.subarray(row * columns, (row + 1) * columns), shift, scale, out, at);
    } else {
      out.set(ofZeros, at);
      const end = features.rowPointers[row + 1] as number;
      for (let p = features.rowPointers[row] as number; p < end; p++) {
        const column = features.columnIndices[p] as number;
        out[at + column] = ((values[p] as number) - (shift[column] as number)) * (scale[column] as number);
      }
    }
  }
  return tf.tensor2d(out, [rows.length, columns]);
};

/**
 * Rows of a dataset as float32; features on the scale of the standardiser where there is one. The caller disposes the
 * tensors.
 */
export const batchOf = ({ features, labels }: Dataset, rows: Int32Array, scale?: Standardiser): Batch => ({
  x: featuresOf(features, rows, scale),
  y: tensorOf(rowsOf(labels, rows)),
});

/** The statistics of the training rows that bring the features to the scale that a method wants, if any. */
export const standardiserFor = (
  { features: wanted }: Pick<MethodDefinition, 'features'>,
  { features }: Dataset,
  train: Int32Array,
): Standardiser | undefined =>
  match(wanted)
    .with('standardised', () => standardiser(features, train))
    .with('scaled', () => minMaxScaler(features, train))
    .with('raw', () => undefined)
    .exhaustive();

const splitOf = ({ labels }: Dataset, { folds, fold, seed }: CellConfig) => {
  const split = kFold(labels.rows, { folds, seed })[fold];
  if (split === undefined) throw ildlError('ILDL_PLAN', `There is no fold ${fold} of ${folds}.`);
  return split;
};

/**
 * What options are tuned on: the training rows of a cell without its validation rows, and those. Drawn for every method
 * as for one that makes use of validation rows; no test row is read. The caller disposes the tensors.
 * @throws `ILDL_PLAN` where there are too few rows for that
 */
export const prepareTuning = (
  dataset: Dataset,
  config: CellConfig,
  wants: Pick<MethodDefinition, 'features'>,
): { readonly train: Batch; readonly valid: Batch } => {
  const { train, valid } = trainingRows(
    dataset.labels,
    splitOf(dataset, config).train,
    { ...config, ...config.regime, ...config.dataset },
    { usesValidation: true },
  );
  if (valid.length === 0)
    throw ildlError(
      'ILDL_PLAN',
      `There are no validation rows to tune on in fold ${config.fold + 1} of ${config.dataset.name}; run it without --tune.`,
    );
  const scale = standardiserFor(wants, dataset, train);
  return { train: batchOf(dataset, train, scale), valid: batchOf(dataset, valid, scale) };
};

/**
 * The fold of a cell, as scikit-learn's `KFold` makes it; see `trainingRows` for what is trained on. Test rows are never
 * sampled. The caller disposes the tensors.
 */
export const prepareFold = (
  dataset: Dataset,
  config: CellConfig,
  wants: Pick<MethodDefinition, 'features' | 'usesValidation'>,
): PreparedFold => {
  const { labels } = dataset;
  const split = splitOf(dataset, config);
  const { train, valid, sampled } = trainingRows(
    labels,
    split.train,
    { ...config, ...config.regime, ...config.dataset },
    wants,
  );
  const scale = standardiserFor(wants, dataset, train);
  return {
    train: batchOf(dataset, train, scale),
    ...(valid.length > 0 ? { valid: batchOf(dataset, valid, scale) } : {}),
    test: batchOf(dataset, split.test, scale),
    rows: { train: train.length, valid: valid.length, test: split.test.length },
    labelMass: { before: [...labelMass(labels, split.train)], after: [...labelMass(labels, sampled)] },
  };
};
