import { type DenseMatrix, type SamplingValues, sampleImbalanced, validationSplit } from '@ildl/datasets';
import type { MethodDefinition } from '@ildl/interface';
import { ildlError } from '@ildl/internal';
import { rngFrom } from '@ildl/trainer';
import type { Regime } from './regime.js';

/** How training rows are chosen. */
export interface TrainingRowsOptions extends Pick<Regime, 'protocol' | 'validation'> {
  readonly seed: number;
  /** Of the dataset, for messages. */
  readonly name: string;
  readonly sampling?: SamplingValues;
  /** Decides, with the seed, which rows are drawn for validation. */
  readonly fold: number;
}

/**
 * Row indices, ascending, for training and validation: sampled or not, with a ninth drawn for validation before or after
 * sampling. A method that makes no use of validation rows gets all for training. `sampled` holds all of `rows` that
 * sampling leaves.
 * @throws `ILDL_PLAN` where sampling values are needed and there are none
 */
export const trainingRows = (
  labels: DenseMatrix,
  rows: Int32Array,
  { name, protocol, validation, sampling, seed, fold }: TrainingRowsOptions,
  { usesValidation }: Pick<MethodDefinition, 'usesValidation'>,
): { readonly train: Int32Array; readonly valid: Int32Array; readonly sampled: Int32Array } => {
  const sample = (from: Int32Array): Int32Array => {
    if (protocol === 'full') return from;
    if (sampling === undefined)
      throw ildlError(
        'ILDL_PLAN',
        `There are no sampling values for the dataset ${name}; give --sampling a,b,c,d or --protocol full.`,
      );
    return sampleImbalanced(labels, from, sampling);
  };
  const draw = (from: Int32Array) =>
    validationSplit(from, {
      seed: rngFrom(seed)
        .fork('validation')
        .fork(`${fold}`)
        .integer(2 ** 32),
    });
  const sampled = sample(rows);
  if (!usesValidation) return { train: sampled, valid: new Int32Array(), sampled };
  if (validation === 'sampled') return { ...draw(sampled), sampled };
  const { train, valid } = draw(rows);
  return { train: sample(train), valid, sampled };
};
