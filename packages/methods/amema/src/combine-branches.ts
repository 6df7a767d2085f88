import type { Model, Params } from '@ildl/interface';
import { type Combine, dominantDegree, recompose, weightedMean } from '@ildl/label-decoupling';
import * as tf from '@tensorflow/tfjs';
import type { AmemaOptions } from './amema-options.js';

export type Part = 'dominant' | 'nonDominant';

const [degreeSum, degreeCount] = ['dominant/degreeSum', 'dominant/degreeCount'];

/** By the option `prediction`. */
export const combinations: Readonly<Record<AmemaOptions['prediction'], Combine<Part>>> = {
  weighted: weightedMean,
  average: ({ dominant, nonDominant }) => tf.div(tf.add(dominant, nonDominant), 2),
  nonDominant: ({ nonDominant }) => nonDominant,
  recomposed: (outputs, { buffers }) => {
    const degree = tf.divNoNan(buffers[degreeSum] as tf.Scalar, buffers[degreeCount] as tf.Scalar);
    const rows = outputs.dominant.shape[0];
    return recompose(outputs, tf.mul<tf.Tensor1D>(tf.ones([rows]), degree));
  },
};

/** The same model, with sum and number of the dominant degrees of its training rows in buffers, as `recomposed` needs. */
export const countingDegrees = <K extends string>(model: Model<K>): Model<K> => ({
  ...model,
  init: (rng) => {
    const { params, buffers } = model.init(rng);
    return { params, buffers: { ...buffers, [degreeSum]: tf.scalar(0), [degreeCount]: tf.scalar(0) } };
  },
  losses: (variables, batch, ctx) => {
    const { terms, buffers } = model.losses(variables, batch, ctx);
    const counted: Params = {
      [degreeSum]: tf.add(variables.buffers[degreeSum] as tf.Scalar, tf.sum(dominantDegree(batch.y))),
      [degreeCount]: tf.add(variables.buffers[degreeCount] as tf.Scalar, batch.y.shape[0]),
    };
    return { terms, buffers: { ...buffers, ...counted } };
  },
});
