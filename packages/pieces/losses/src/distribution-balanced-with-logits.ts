import { optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';
import { checkShapes } from './check-shapes.js';
import { type FocalOptions, focalTerms } from './focal-with-logits.js';
import { type LabelMass, labelFrequencies } from './label-frequencies.js';

export interface DistributionBalancedOptions extends FocalOptions {
  /** Alpha of the smoothing: the least weight, finite; 0.1 by default. */
  readonly lift?: number;
  /** Beta of the smoothing: slope of the sigmoid, finite; 10 by default. */
  readonly sharpness?: number;
  /** Gamma of the smoothing: centre of the sigmoid, finite; 0.9 by default. */
  readonly threshold?: number;
  /** Kappa, finite: scale of the class-specific bias by which logits of rare labels are lowered in training; 0.05 by default. */
  readonly bias?: number;
  /** Lambda of the negative-tolerant regularisation, above 0: scale of the logits of labels that do not describe a row; 2 by default. */
  readonly negativeScale?: number;
}

/** Keeps the logarithm finite where one label has all mass. */
const leastOdds = 1e-6;

/**
 * The distribution-balanced focal loss, the prediction loss of RDA. With N the whole label mass and f_j that of a label:
 * - rebalanced weights `sigmoid(sharpness (r_j - threshold)) + lift`, where `r_j = (1 / f_j) / sum_k y_k / f_k`;
 * - logits `z_j - bias ln(N / f_j - 1)`, times `y_j + negativeScale (1 - y_j)`; the weights times
 *   `y_j + (1 - y_j) / negativeScale`;
 * - of these logits and with these weights, the focal loss. The mean over rows and labels.
 *
 * It is not a proper loss: its minimum is not at y. Predictions are the softmax of the logits as they come.
 *
 * Source: Wu et al. 2020; for label distributions Zhao et al. 2023 (OFR-DB, RDA), with the constants of their program.
 * @param y true label distributions [n, labels]; a row of zeros has no loss
 * @param logits [n, labels]
 * @throws `ILDL_INPUT` where the shapes differ, `ILDL_OPTION` for an option out of its range
 */
export const distributionBalancedWithLogits = (
  y: tf.Tensor2D,
  logits: tf.Tensor2D,
  labelMass: LabelMass,
  {
    lift = 0.1,
    sharpness = 10,
    threshold = 0.9,
    bias = 0.05,
    negativeScale = 2,
    ...focal
  }: DistributionBalancedOptions = {},
): tf.Scalar => {
  const loss = 'distributionBalancedWithLogits';
  for (const [option, value] of Object.entries({ lift, sharpness, threshold, bias }))
    if (!Number.isFinite(value)) throw optionError(`${loss} got ${option} ${value}; give a finite number.`);
  if (!(negativeScale > 0 && negativeScale < Infinity))
    throw optionError(`${loss} got negativeScale ${negativeScale}; give a number above 0.`);
  checkShapes(loss, y, logits);
  const frequencies = labelFrequencies(loss, labelMass, y);
  const rarity = tf.div<tf.Tensor2D>(1, frequencies);
  const ratios = tf.divNoNan<tf.Tensor2D>(rarity, tf.sum(tf.mul(y, rarity), 1, true));
  const rebalanced = tf.add(tf.sigmoid(tf.mul(sharpness, tf.sub(ratios, threshold))), lift);
  const absent = tf.sub<tf.Tensor2D>(1, y);
  const weights = tf.mul(rebalanced, tf.add(tf.div(absent, negativeScale), y));
  const mass = labelMass instanceof tf.Tensor ? tf.sum(labelMass) : labelMass.reduce((a, b) => a + b, 0);
  const odds = tf.maximum(tf.sub(tf.div(mass, frequencies), 1), leastOdds);
  const lowered = tf.sub<tf.Tensor2D>(logits, tf.mul(bias, tf.log(odds)));
  const scaled = tf.mul<tf.Tensor2D>(lowered, tf.add(tf.mul(absent, negativeScale), y));
  return tf.mean<tf.Scalar>(tf.mul(weights, focalTerms(loss, y, scaled, focal)));
};
