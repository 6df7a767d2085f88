import { optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';
import { type FocalOptions, focalTerms } from './focal-with-logits.js';
import { type LabelMass, labelFrequencies } from './label-frequencies.js';

export interface ClassBalancedOptions extends FocalOptions {
  /** Beta of the effective number of rows `(1 - beta^frequency) / (1 - beta)`, in (0, 1); 0.9 by default. */
  readonly beta?: number;
  /**
   * What is weighed by one over the effective number: each `label` by its own, or each row by the mean `rowWeight` of
   * its labels, weighed by their degrees (the default), or by the weight of its mean frequency (`rowFrequency`).
   */
  readonly weigh?: 'label' | 'rowWeight' | 'rowFrequency';
}

/**
 * `1 - exp(x)` for x below 0, without cancellation near 0. (`tf.expm1` is `exp(x) - 1` on WebGL and WebGPU, 0 for small x.)
 */
const minusExpm1 = (x: tf.Tensor2D): tf.Tensor2D => {
  // The Taylor series of -expm1(x) / x as far as float32 needs it for |x| below 1/2.
  let series: tf.Tensor2D = tf.onesLike(x);
  for (let n = 8; n >= 2; n--) series = tf.add(1, tf.mul(tf.div(x, n), series));
  return tf.where<tf.Tensor2D>(
    tf.greater(x, -0.5),
    tf.mul<tf.Tensor2D>(tf.neg(x), series),
    tf.sub<tf.Tensor2D>(1, tf.exp(x)),
  );
};

/**
 * The class-balanced focal loss: `focalWithLogits` with weights that are larger for rare labels, one over the
 * "effective number" of their rows, right for any mass from 1e-30 on. The mean over rows and labels.
 *
 * Source: Cui et al. 2019; for label distributions Zhao et al. 2023 (OFR-CB).
 * @param y true label distributions [n, labels], whose rows have mass
 * @param logits [n, labels]
 * @throws `ILDL_INPUT` where the shapes differ, `ILDL_OPTION` for an option out of its range
 */
export const classBalancedWithLogits = (
  y: tf.Tensor2D,
  logits: tf.Tensor2D,
  labelMass: LabelMass,
  { beta = 0.9, weigh = 'rowWeight', ...focal }: ClassBalancedOptions = {},
): tf.Scalar => {
  const loss = 'classBalancedWithLogits';
  if (!(beta > 0 && beta < 1)) throw optionError(`${loss} got beta ${beta}; give a number between 0 and 1.`);
  const frequencies = labelFrequencies(loss, labelMass, y);
  const weightOf = (frequency: tf.Tensor2D): tf.Tensor2D =>
    tf.div(1 - beta, minusExpm1(tf.mul(frequency, Math.log(beta))));
  const ofRow = (values: tf.Tensor2D): tf.Tensor2D =>
    tf.divNoNan(tf.sum(tf.mul(y, values), 1, true), tf.sum(y, 1, true));
  const weights = {
    label: () => weightOf(frequencies),
    rowWeight: () => ofRow(weightOf(frequencies)),
    rowFrequency: () => weightOf(ofRow(frequencies)),
  };
  if (!Object.hasOwn(weights, weigh))
    throw optionError(`${loss} got weigh ${weigh}; give one of ${Object.keys(weights).join(', ')}.`);
  return tf.mean<tf.Scalar>(tf.mul(weights[weigh](), focalTerms(loss, y, logits, focal)));
};
