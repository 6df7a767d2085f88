import type { Transform } from '@ildl/interface';
import { mapParams, optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';
import { stateless } from './stateless.js';

/**
 * Adds `rate` times each parameter to its gradient. Its place in the chain says which decay it is: before the momentum
 * it is the classic one (an L2 term of rate/2, as PyTorch's SGD), after it and before `scale` the decoupled one
 * (Loshchilov and Hutter 2019).
 * @throws `ILDL_OPTION` for a rate that is not a finite number from 0
 */
export const weightDecay = (rate: number): Transform => {
  if (!(rate >= 0 && rate < Infinity)) throw optionError(`weightDecay got ${rate}; give a number from 0.`);
  return stateless((gradients, { params }) => ({
    updates: mapParams(gradients, (gradient, name) =>
      tf.add(gradient, tf.mul(params[name] as tf.Tensor, rate)),
    ),
  }));
};
