import type { Transform } from '@ildl/interface';
import { mapParams, optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';
import { stateless } from './stateless.js';

/**
 * Scales all gradients by `min(1, max / (norm + 1e-6))`, the norm being the Euclidean one of all of them together: of
 * all parameters, or of a group inside `partition`. Signal: `norm`, before clipping.
 *
 * Source: Pascanu et al. 2013, with the 1e-6 of PyTorch's `clip_grad_norm_`. AMEMA clips without stating a value.
 * @param max above 0
 * @throws `ILDL_OPTION` for any other `max`
 */
export const clipByGlobalNorm = (max: number): Transform => {
  if (!(max > 0 && max < Infinity)) throw optionError(`clipByGlobalNorm got ${max}; give a number above 0.`);
  return stateless((gradients) => {
    const squares = Object.values(gradients).map((gradient) => tf.sum<tf.Scalar>(tf.square(gradient)));
    const norm = tf.sqrt(tf.addN(squares) as tf.Scalar);
    const factor = tf.minimum(1, tf.div(max, tf.add(norm, 1e-6)));
    return { updates: mapParams(gradients, (gradient) => tf.mul(gradient, factor)), signals: { norm } };
  });
};
