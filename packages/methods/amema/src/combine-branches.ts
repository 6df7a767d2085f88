import type { Params, Terms } from '@ildl/interface';
import { dominantDegree, recompose } from '@ildl/label-decoupling';
import * as tf from '@tensorflow/tfjs';
import type { AmemaOptions } from './amema-options.js';

type Branch = 'dominant' | 'nonDominant';

/** Sum and number of the dominant degrees seen in training, of which `recomposed` predictions need the mean. */
export const degreeBuffers = (): Params => ({
  'dominant/degreeSum': tf.scalar(0),
  'dominant/degreeCount': tf.scalar(0),
});

/** Adds the rows of a batch. */
export const countDegrees = (buffers: Params, y: tf.Tensor2D): Params => ({
  'dominant/degreeSum': tf.add(buffers['dominant/degreeSum'] as tf.Scalar, tf.sum(dominantDegree(y))),
  'dominant/degreeCount': tf.add(buffers['dominant/degreeCount'] as tf.Scalar, y.shape[0]),
});

/** One label distribution [n, labels] of the outputs of both branches. */
export const combine = (
  how: AmemaOptions['prediction'],
  outputs: Readonly<Record<Branch, tf.Tensor2D>>,
  weights: Terms<Branch>,
  buffers: Params,
): tf.Tensor2D => {
  const { dominant, nonDominant } = outputs;
  switch (how) {
    case 'weighted':
      return tf.add(tf.mul(dominant, weights.dominant), tf.mul(nonDominant, weights.nonDominant));
    case 'average':
      return tf.div(tf.add(dominant, nonDominant), 2);
    case 'nonDominant':
      return nonDominant;
    case 'recomposed': {
      const degree = tf.divNoNan(
        buffers['dominant/degreeSum'] as tf.Scalar,
        buffers['dominant/degreeCount'] as tf.Scalar,
      );
      return recompose(outputs, tf.mul<tf.Tensor1D>(tf.ones([dominant.shape[0]]), degree));
    }
  }
};
