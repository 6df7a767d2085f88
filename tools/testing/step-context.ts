import type { Numbers, Params, StepContext, Terms } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';

const scalars = (numbers: Numbers): Terms =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, tf.scalar(value)]));

export const numbers = (terms: Terms = {}): Numbers =>
  Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, value.dataSync()[0] as number]));

/** A step as a trainer would describe it. */
export const contextOf = (params: Params, signals: Numbers = {}, step = 0): StepContext => ({
  step: tf.scalar(step),
  params,
  losses: {},
  weights: {},
  signals: scalars(signals),
});
