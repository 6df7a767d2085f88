import type { Decoupler } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Splits label distributions [n, labels], labels >= 2, into two parts of the same shape:
 * - `dominant`: 1 at the label of the highest description degree, the first where several tie, and 0 elsewhere;
 * - `nonDominant`: the other degrees divided by their sum, and 0 at the dominant label. A row that describes one label
 *   only has nothing left: its non-dominant part is all 0, and has no loss.
 *
 * `recompose` is the inverse.
 *
 * Source: eq. 2 and 3 of AMEMA.
 */
export const dominantAndRest: Decoupler<'dominant' | 'nonDominant'> = (y) => {
  // A cast, since the wasm backend of tfjs 4.22 writes the bits of integers into a one-hot of dtype float32.
  const dominant = tf.cast(tf.oneHot(tf.argMax(y, 1), y.shape[1]), 'float32') as tf.Tensor2D;
  const rest = tf.mul<tf.Tensor2D>(y, tf.sub(1, dominant));
  return { dominant, nonDominant: tf.divNoNan(rest, tf.sum(rest, 1, true)) };
};
