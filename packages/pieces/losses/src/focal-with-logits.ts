import { optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';
import { checkShapes } from './check-shapes.js';
import { divergences } from './divergence-rows.js';

export interface FocalOptions {
  /** Gamma, the focusing parameter, from 0 (no focusing); 2 by default. */
  readonly focus?: number;
}

/** (1 - p_j)^focus y_j (ln y_j - ln p_j) for every label of every row, p being `softmax(logits)`. */
export const focalTerms = (
  loss: string,
  y: tf.Tensor2D,
  logits: tf.Tensor2D,
  { focus = 2 }: FocalOptions,
): tf.Tensor2D => {
  if (!(focus >= 0 && focus < Infinity))
    throw optionError(`${loss} got focus ${focus}; give a number from 0.`);
  checkShapes(loss, y, logits);
  const unpredicted = tf.sub(1, tf.softmax(logits));
  const factor = focus === 2 ? tf.square(unpredicted) : tf.pow(unpredicted, focus);
  return tf.mul(factor, divergences(y, tf.logSoftmax(logits)));
};

/**
 * The focal loss of label distributions: the terms `y_j (ln y_j - ln p_j)` of the Kullback-Leibler divergence of
 * `p = softmax(logits)`, each times `(1 - p_j)^focus`, so that labels that are predicted well count less. As in the
 * experiments on imbalanced label distribution learning it is the mean over rows **and labels**. Single terms of the
 * divergence may be negative, and weighed so their mean may be too.
 *
 * Source: Lin et al. 2017; for label distributions Zhao et al. 2023 (OFR-FL).
 * @param y true label distributions [n, labels]
 * @param logits [n, labels]
 * @throws `ILDL_INPUT` where the shapes differ, `ILDL_OPTION` for a negative focus
 */
export const focalWithLogits = (y: tf.Tensor2D, logits: tf.Tensor2D, options: FocalOptions = {}): tf.Scalar =>
  tf.mean<tf.Scalar>(focalTerms('focalWithLogits', y, logits, options));
