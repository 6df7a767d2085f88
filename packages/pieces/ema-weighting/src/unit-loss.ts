import type { Terms, Weighting } from '@ildl/interface';
import { optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';
import { checkTerms } from './check-terms.js';
import { signalsNamed } from './signals-named.js';

/** Keeps the weights finite where the loss is 0. */
const leastLoss = 1e-8;

/**
 * Fixed weights, divided by the value of the loss that they give: the weighted sum of the loss terms is 1 in every step,
 * and its gradient is that of the logarithm of the loss. With a single term that term is divided by its own value. Where
 * the loss is negative (a distribution-balanced loss may be) it is divided by its magnitude, so that training goes
 * on downwards; the published program divides by the signed value and would climb.
 *
 * Signals: `loss`, before the division, and `weight/<term>`.
 *
 * Source: the training loss of RDA (Zhao et al. 2023), as in its program.
 * @param fixed the weight of each loss term, finite, from 0: λ1 to λ3 of RDA, and 1 for the prediction
 * @throws `ILDL_OPTION` for any other weight; at `init`, for loss terms that are not exactly those of `fixed`
 */
export const unitLoss = <K extends string>(fixed: Readonly<Record<K, number>>): Weighting<K> => {
  const wanted = Object.keys(fixed) as K[];
  for (const term of wanted)
    if (!(fixed[term] >= 0 && fixed[term] < Infinity))
      throw optionError(`unitLoss got weight ${fixed[term]} of ${term}; give a number from 0.`);
  return {
    init: (terms) => {
      checkTerms('unitLoss', wanted, terms);
      return {};
    },
    update: (losses, state) => {
      const loss = tf.addN(wanted.map((term) => tf.mul<tf.Scalar>(fixed[term], losses[term]))) as tf.Scalar;
      const magnitude = tf.maximum(tf.abs(loss), leastLoss);
      const weights = Object.fromEntries(
        wanted.map((term) => [term, tf.div<tf.Scalar>(fixed[term], magnitude)]),
      ) as Terms<K>;
      return { weights, state, signals: { loss, ...signalsNamed('weight', weights) } };
    },
  };
};
