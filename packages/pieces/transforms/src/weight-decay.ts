import type { Transform } from '@ildl/interface';
import { mapParams, optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';
import { stateless } from './stateless.js';

/**
 * Weight decay: adds `rate` times each parameter to its gradient. Before the momentum in a chain it is an L2 penalty of
 * rate/2 (as in PyTorch's SGD), between momentum and `scale` decoupled weight decay (Loshchilov and Hutter 2019).
 * @param rate finite, from 0
 * @throws `ILDL_OPTION` for any other rate
 */
export const weightDecay = (rate: number): Transform => {
  if (!(rate >= 0 && rate < Infinity)) throw optionError(`weightDecay got ${rate}; give a number from 0.`);
  return stateless((gradients, { params }) => ({
    updates: mapParams(gradients, (gradient, name) =>
      tf.add(gradient, tf.mul(params[name] as tf.Tensor, rate)),
    ),
  }));
};
