import type { Params, Transform } from '@ildl/interface';
import { mapParams, optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Heavy-ball momentum (Polyak 1964), `v = decay * v + gradient`, without dampening; the updates are the velocities. With
 * `scale(-learningRate)` after it, it is SGD with momentum of PyTorch.
 * @param decay μ, the factor of the velocity in a step, in [0, 1)
 * @param options `nesterov`: the updates are `gradient + decay * v` with the new velocity (Sutskever et al. 2013); `false` by
 * default
 * @throws `ILDL_OPTION` for a decay outside [0, 1)
 */
export const momentum = (
  decay: number,
  { nesterov = false }: { readonly nesterov?: boolean } = {},
): Transform<{ readonly velocity: Params }> => {
  if (!(decay >= 0 && decay < 1)) throw optionError(`momentum got ${decay}; give a number in [0, 1).`);
  /** `decay * before + gradient`, parameter by parameter. */
  const decayed = (before: Params, gradients: Params): Params =>
    mapParams(gradients, (gradient, name) => tf.add(tf.mul(before[name] as tf.Tensor, decay), gradient));
  return {
    init: (params) => ({ velocity: mapParams(params, (param) => tf.zerosLike(param)) }),
    update: (gradients, { velocity: before }) => {
      const velocity = decayed(before, gradients);
      return { updates: nesterov ? decayed(velocity, gradients) : velocity, state: { velocity } };
    },
  };
};
