import { inputError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';

/**
 * How often each label occurs in the training rows: the column sums of their label distributions, such as
 * `Problem.labelMass`, or a tensor [labels] that changes while training. A label that never occurs counts as one row.
 */
export type LabelMass = readonly number[] | tf.Tensor1D;

/**
 * The frequencies [1, labels], without 0.
 * @throws `ILDL_INPUT` where there is not one for each label of `y`
 */
export const labelFrequencies = (loss: string, labelMass: LabelMass, y: tf.Tensor2D): tf.Tensor2D => {
  const mass = labelMass instanceof tf.Tensor ? labelMass : tf.tensor1d([...labelMass]);
  if (mass.size !== y.shape[1])
    throw inputError(
      `${loss} got the mass of ${mass.size} labels and label distributions of shape [${y.shape}]; give one mass a label.`,
    );
  const row = tf.reshape<tf.Rank.R2>(mass, [1, y.shape[1]]);
  return tf.where(tf.greater(row, 0), row, tf.onesLike(row));
};
