import type { Params, Transform } from '@ildl/interface';
import { mapParams, optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';

export interface AdamOptions {
  /** β1, the decay of the mean gradient (first moment), in [0, 1); 0.9 by default. */
  readonly firstDecay?: number;
  /** β2, the decay of the mean squared gradient (second moment), in [0, 1); 0.999 by default. */
  readonly secondDecay?: number;
  /** ε, added to the denominator, above 0; 1e-8 by default. */
  readonly epsilon?: number;
  /** AMSGrad (Reddi et al. 2018): divides by the largest mean squared gradient so far; `false` by default. */
  readonly amsgrad?: boolean;
}

export type AdamState = {
  /** Mean gradients. */
  readonly first: Params;
  /** Mean squared gradients. */
  readonly second: Params;
  /** Largest mean squared gradients; empty without `amsgrad`. */
  readonly largest: Params;
};

/**
 * Adam (Kingma and Ba 2015) and AMSGrad: the mean gradient over the root of the mean squared gradient, both corrected
 * for their bias from a start at 0. `chain(adam(), weightDecay(rate), scale(-learningRate))` is AdamW (Loshchilov and Hutter 2019).
 * @throws `ILDL_OPTION` for a decay outside [0, 1) or an epsilon that is not above 0
 */
export const adam = ({
  firstDecay = 0.9,
  secondDecay = 0.999,
  epsilon = 1e-8,
  amsgrad = false,
}: AdamOptions = {}): Transform<AdamState> => {
  for (const [option, value] of Object.entries({ firstDecay, secondDecay }))
    if (!(value >= 0 && value < 1))
      throw optionError(`The ${option} of adam is ${value}; give a number in [0, 1).`);
  if (!(epsilon > 0)) throw optionError(`The epsilon of adam is ${epsilon}; give a number above 0.`);
  const zeros = (params: Params) => mapParams(params, (param) => tf.zerosLike(param));
  return {
    init: (params) => ({
      first: zeros(params),
      second: zeros(params),
      largest: amsgrad ? zeros(params) : {},
    }),
    update: (gradients, state, { step }) => {
      const steps = tf.add(step, 1);
      const correction = (decay: number) => tf.sub(1, tf.pow(tf.scalar(decay), steps));
      const [firstCorrection, secondCorrection] = [correction(firstDecay), correction(secondDecay)];
      const mean = (before: Params, decay: number, of: (gradient: tf.Tensor) => tf.Tensor) =>
        mapParams(gradients, (gradient, name) =>
          tf.add(tf.mul(before[name] as tf.Tensor, decay), tf.mul(of(gradient), 1 - decay)),
        );
      const first = mean(state.first, firstDecay, (gradient) => gradient);
      const second = mean(state.second, secondDecay, (gradient) => tf.square(gradient));
      const largest = amsgrad
        ? mapParams(second, (value, name) => tf.maximum(state.largest[name] as tf.Tensor, value))
        : {};
      // Both bias corrections as two scalars, so that a parameter takes one division and one root.
      const root = tf.sqrt(secondCorrection);
      const [factor, floor] = [tf.div(root, firstCorrection), tf.mul(root, epsilon)];
      const updates = mapParams(first, (value, name) => {
        const square = (amsgrad ? largest : second)[name] as tf.Tensor;
        return tf.div(tf.mul(value, factor), tf.add(tf.sqrt(square), floor));
      });
      return { updates, state: { first, second, largest } };
    },
  };
};
