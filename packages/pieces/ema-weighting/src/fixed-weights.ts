import type { Terms, Tree, Weighting } from '@ildl/interface';
import { optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';
import { checkTerms } from './check-terms.js';
import { signalsNamed } from './signals-named.js';

/**
 * The same weights in every step. With `signalsOf`, another weighting of the same terms runs beside it and its signals
 * are reported, while its weights are not used: AMEMA without adaptive weighting (WEIG off in Table 3) still moves its
 * momenta by the `ratio` of `emaBalance`.
 *
 * Signals: `weight/<term>`, and those of `signalsOf`.
 * @param weights a finite number for each loss term, not negative
 * @throws `ILDL_OPTION` for any other weight; at `init`, for loss terms that are not exactly those of `weights`
 */
export const fixedWeights = <K extends string>(
  weights: Readonly<Record<K, number>>,
  { signalsOf }: { readonly signalsOf?: Weighting<NoInfer<K>> } = {},
): Weighting<K> => {
  const wanted = Object.keys(weights) as K[];
  for (const term of wanted)
    if (!(weights[term] >= 0 && weights[term] < Infinity))
      throw optionError(`fixedWeights got weight ${weights[term]} of ${term}; give a number from 0.`);
  return {
    init: (terms): Tree => {
      checkTerms('fixedWeights', wanted, terms);
      return signalsOf?.init(terms) ?? {};
    },
    update: (losses, state) => {
      const other = signalsOf?.update(losses, state);
      const fixed = Object.fromEntries(wanted.map((term) => [term, tf.scalar(weights[term])])) as Terms<K>;
      return {
        weights: fixed,
        state: other?.state ?? {},
        signals: { ...other?.signals, ...signalsNamed('weight', fixed) },
      };
    },
  };
};
