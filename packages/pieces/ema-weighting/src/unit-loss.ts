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
 * the loss is negative (a distribution-balanced loss may be) it is divided by its size, so that training goes on
 * downwards; the published program divides by the signed value and would climb.
 *
 * Signals: `loss`, before the division, and `weight/<term>`.
 *
 * Source: the training loss of RDA (Zhao et al. 2023), as in its program.
 * @param shares a finite number for each loss term, not negative: lambda_1 to lambda_3 of RDA, and 1 for the prediction
 * @throws `ILDL_OPTION` for any other share; at `init`, for loss terms that are not exactly those of `shares`
 */
export const unitLoss = <K extends string>(shares: Readonly<Record<K, number>>): Weighting<K> => {
  const wanted = Object.keys(shares) as K[];
  for (const term of wanted)
    if (!(shares[term] >= 0 && shares[term] < Infinity))
      throw optionError(`unitLoss got share ${shares[term]} of ${term}; give a number from 0.`);
  return {
    init: (terms) => {
      checkTerms('unitLoss', wanted, terms);
      return {};
    },
    update: (losses, state) => {
      const loss = tf.addN(wanted.map((term) => tf.mul<tf.Scalar>(shares[term], losses[term]))) as tf.Scalar;
      const size = tf.maximum(tf.abs(loss), leastLoss);
      const weights = Object.fromEntries(
        wanted.map((term) => [term, tf.div<tf.Scalar>(shares[term], size)]),
      ) as Terms<K>;
      return { weights, state, signals: { loss, ...signalsNamed('weight', weights) } };
    },
  };
};
