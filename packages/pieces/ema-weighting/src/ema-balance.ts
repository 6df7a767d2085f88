import type { Terms, Weighting } from '@ildl/interface';
import { optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';
import { checkTerms } from './check-terms.js';
import { signalsNamed } from './signals-named.js';

export interface EmaBalanceOptions<R extends string, B extends string> {
  /** The loss term that the other is compared with; `dominant` by default. */
  readonly reference?: R;
  /** The loss term that gains weight as it grows above the reference; `nonDominant` by default. */
  readonly boosted?: B;
  /** m of eq. 6 and 7, the decay of the moving averages, in [0, 1); 0.9 by default (unstated in the paper). */
  readonly smoothing?: number;
  /** ε of eq. 8, above 0 in float32: keeps the ratio finite; 1e-8 by default. */
  readonly epsilon?: number;
  /** b of eq. 9, the infimum of the weight of the boosted term, in [0, 1); 0.2 by default. */
  readonly baseline?: number;
  /** α of eq. 9, the slope of the sigmoid around a ratio of 1, above 0; 5 by default. */
  readonly sharpness?: number;
  /** The initial value of the moving averages: `zero` (Algorithm 1, the default), or the `first` losses. */
  readonly start?: 'zero' | 'first';
}

/** The smoothed losses, and the number of losses they have seen. */
export type EmaState<K extends string> = { readonly ema: Terms<K>; readonly steps: tf.Scalar };

/**
 * Balances two loss terms by their exponential moving averages: the boosted term's weight lies in [baseline, 1] and
 * grows with the ratio of its average to the reference's; the two weights sum to 1.
 *
 * Signals: `ratio` (eq. 8), and for each of the two terms `ema/<term>` (eq. 6 and 7) and `weight/<term>`
 * (eq. 9 and 10).
 *
 * Source: eq. 6 to 10 and Algorithm 1 of AMEMA.
 * @throws `ILDL_OPTION` for an option out of its range; at `init`, for other loss terms than these two
 */
export const emaBalance = <R extends string = 'dominant', B extends string = 'nonDominant'>({
  reference = 'dominant' as R,
  boosted = 'nonDominant' as B,
  smoothing = 0.9,
  epsilon = 1e-8,
  baseline = 0.2,
  sharpness = 5,
  start = 'zero',
}: EmaBalanceOptions<R, B> = {}): Weighting<R | B, EmaState<R | B>> => {
  const check = (name: string, value: unknown, holds: boolean, range: string) => {
    if (!holds) throw optionError(`emaBalance got ${name} ${value}; give ${range}.`);
  };
  check('smoothing', smoothing, smoothing >= 0 && smoothing < 1, 'a number in [0, 1)');
  check('epsilon', epsilon, Math.fround(epsilon) > 0 && epsilon < Infinity, 'a number above 0');
  check('baseline', baseline, baseline >= 0 && baseline < 1, 'a number in [0, 1)');
  check('sharpness', sharpness, sharpness > 0 && sharpness < Infinity, 'a number above 0');
  check('start', start, start === 'zero' || start === 'first', 'zero or first');
  check('boosted', boosted, (boosted as string) !== reference, 'another term than the reference');

  const both = <T>(of: (term: R | B) => T) =>
    ({ [reference]: of(reference), [boosted]: of(boosted) }) as Record<R | B, T>;

  return {
    init: (terms) => {
      checkTerms('emaBalance', [reference, boosted], terms);
      return { ema: both(() => tf.scalar(0)), steps: tf.scalar(0) };
    },

    update: (losses, { ema, steps }) => {
      const before =
        start === 'zero' ? ema : both((term) => tf.where(tf.equal(steps, 0), losses[term], ema[term]));
      // Eq. 6 and 7.
      const smoothed = both((term) =>
        tf.add<tf.Scalar>(tf.mul(smoothing, before[term]), tf.mul(1 - smoothing, losses[term])),
      );
      // Eq. 8.
      const ratio = tf.div<tf.Scalar>(smoothed[boosted], tf.add(smoothed[reference], epsilon));
      // Eq. 9.
      const gate = tf.sigmoid(tf.mul(sharpness, tf.sub(ratio, 1)));
      const weight = tf.add<tf.Scalar>(baseline, tf.mul(1 - baseline, gate));
      // Eq. 10.
      const weights = { [reference]: tf.sub<tf.Scalar>(1, weight), [boosted]: weight } as Terms<R | B>;
      return {
        weights,
        state: { ema: smoothed, steps: tf.add(steps, 1) },
        signals: { ratio, ...signalsNamed('ema', smoothed), ...signalsNamed('weight', weights) },
      };
    },
  };
};
