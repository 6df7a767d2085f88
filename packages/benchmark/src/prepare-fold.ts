import {
  applyStandardiser,
  type Dataset,
  type DenseMatrix,
  kFold,
  labelMass,
  rowsOf,
  sampleImbalanced,
  standardiser,
  validationSplit,
} from '@ildl/datasets';
import { type Batch, type MethodDefinition, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { BenchmarkError } from './benchmark-error.js';
import type { CellConfig } from './result.js';

/** The rows of one fold as a method gets them. */
export interface PreparedFold {
  readonly train: Batch;
  readonly valid?: Batch;
  readonly test: Batch;
  readonly rows: { readonly train: number; readonly valid: number; readonly test: number };
  /** Column sums of the label distributions of the training fold before and after sampling. */
  readonly labelMass: { readonly before: readonly number[]; readonly after: readonly number[] };
}

const tensor = ({ values, rows, columns }: DenseMatrix): tf.Tensor2D =>
  tf.tensor2d(values instanceof Float32Array ? values : Float32Array.from(values), [rows, columns]);

/**
 * The fold of a cell: folds as scikit-learn's, training rows sampled or not, a ninth of them drawn for validation before
 * or after sampling, features z-scored by the training rows where the method wants them so. Test rows are never sampled.
 * The caller disposes the tensors.
 */
export const prepareFold = (
  { features, labels }: Dataset,
  { protocol, validation, folds, fold, seed, dataset: { name, sampling } }: CellConfig,
  wants: Pick<MethodDefinition, 'features' | 'usesValidation'>,
): PreparedFold => {
  const split = kFold(labels.rows, { folds, seed })[fold];
  if (split === undefined) throw new BenchmarkError('ILDL_PLAN', `There is no fold ${fold} of ${folds}.`);
  const sampled = (rows: Int32Array): Int32Array => {
    if (protocol === 'full') return rows;
    if (sampling === undefined)
      throw new BenchmarkError(
        'ILDL_PLAN',
        `There are no sampling values for ${name}; give them or use --protocol full.`,
      );
    return sampleImbalanced(labels, rows, sampling);
  };
  const drawn = (rows: Int32Array) =>
    validationSplit(rows, {
      seed: rngFrom(seed)
        .fork('validation')
        .fork(`${fold}`)
        .integer(2 ** 32),
    });

  const { train, valid } = !wants.usesValidation
    ? { train: sampled(split.train), valid: new Int32Array() }
    : validation === 'sampled'
      ? drawn(sampled(split.train))
      : (({ train: kept, valid: held }) => ({ train: sampled(kept), valid: held }))(drawn(split.train));

  const scale = wants.features === 'standardised' ? standardiser(features, train) : undefined;
  const batch = (rows: Int32Array): Batch => {
    const x = rowsOf(features, rows);
    return { x: tensor(scale ? applyStandardiser(x, scale) : x), y: tensor(rowsOf(labels, rows)) };
  };
  return {
    train: batch(train),
    ...(valid.length > 0 ? { valid: batch(valid) } : {}),
    test: batch(split.test),
    rows: { train: train.length, valid: valid.length, test: split.test.length },
    labelMass: {
      before: [...labelMass(labels, split.train)],
      after: [...labelMass(labels, sampled(split.train))],
    },
  };
};
