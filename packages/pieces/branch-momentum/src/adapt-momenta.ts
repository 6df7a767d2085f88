import type { Terms } from '@ildl/interface';
import { optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';

/** The adaption of two momenta from step to step: eq. 16 to 18 of AMEMA. */
export interface Adaption<G extends string> {
  /** The group whose momentum rises (eq. 17); `nonDominant` by default. */
  readonly raise?: G;
  /** The group whose momentum falls (eq. 18); `dominant` by default. */
  readonly lower?: G;
  /** γ of eq. 17 and 18, the largest change of a momentum in a step, from 0; 1e-3 by default (unstated in the paper). */
  readonly rate?: number;
  /** β of eq. 16, the slope of the sigmoid around a ratio of 1, above 0; 5 by default (Algorithm 1 reuses alpha). */
  readonly sharpness?: number;
  /** The name of the signal that is r of eq. 16; `ratio` by default. */
  readonly signal?: string;
  /** The risen momentum stays at or below this, below 1; 0.999 by default. Without it eq. 17 passes 1 and diverges. */
  readonly maximum?: number;
  /** The fallen momentum stays at or above this, from 0; 0 by default. */
  readonly minimum?: number;
}

/**
 * The function from the momenta of one step to those of the next.
 * @param start the momenta before the first step
 */
export const adaptMomenta = <G extends string>(
  {
    raise = 'nonDominant' as G,
    lower = 'dominant' as G,
    rate = 1e-3,
    sharpness = 5,
    signal = 'ratio',
    maximum = 0.999,
    minimum = 0,
  }: Adaption<G>,
  start: Readonly<Record<G, number>>,
) => {
  const check = (name: string, value: unknown, holds: boolean, range: string) => {
    if (!holds) throw optionError(`branchMomentum got adaption.${name} ${value}; give ${range}.`);
  };
  const groups = Object.keys(start).join(', ');
  check('raise', raise, Object.hasOwn(start, raise), `one of the groups ${groups}`);
  check('lower', lower, Object.hasOwn(start, lower) && lower !== raise, `another of the groups ${groups}`);
  check('rate', rate, rate >= 0 && rate < Infinity, 'a number from 0');
  check('sharpness', sharpness, sharpness > 0 && sharpness < Infinity, 'a number above 0');
  check('maximum', maximum, start[raise] <= maximum && maximum < 1, `a number in [${start[raise]}, 1)`);
  check('minimum', minimum, 0 <= minimum && minimum <= start[lower], `a number in [0, ${start[lower]}]`);

  return (momenta: Terms<G>, signals: Terms): { readonly momenta: Terms<G>; readonly signals: Terms } => {
    const ratio = signals[signal];
    if (ratio === undefined)
      throw optionError(
        `branchMomentum adapts by the signal ${signal}, but the step has the signals ${Object.keys(signals).join(', ') || 'none'}; use a weighting that reports it, such as emaBalance.`,
      );
    // Eq. 16.
    const delta = tf.sigmoid(tf.mul<tf.Scalar>(sharpness, tf.sub(ratio, 1)));
    const shift = tf.mul<tf.Scalar>(rate, delta);
    // Eq. 17.
    const raised = tf.add<tf.Scalar>(momenta[raise], shift);
    // Eq. 18.
    const lowered = tf.sub<tf.Scalar>(momenta[lower], shift);
    return {
      momenta: { ...momenta, [raise]: tf.minimum(raised, maximum), [lower]: tf.maximum(lowered, minimum) },
      signals: {
        delta,
        [`clamped/${raise}`]: tf.cast(tf.greater(raised, maximum), 'float32') as tf.Scalar,
        [`clamped/${lower}`]: tf.cast(tf.less(lowered, minimum), 'float32') as tf.Scalar,
      },
    };
  };
};
