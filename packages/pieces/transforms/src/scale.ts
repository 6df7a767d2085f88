import type { Transform } from '@ildl/interface';
import { mapParams, optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';
import { stateless } from './stateless.js';

/**
 * Multiplies by a constant. `scale(-0.001)` at the end of a chain is a learning rate of 0.001: updates are added to the
 * parameters (eq. 13 and 15 of AMEMA).
 * @param factor finite
 * @throws `ILDL_OPTION` for any other factor
 */
export const scale = (factor: number): Transform => {
  if (!Number.isFinite(factor)) throw optionError(`scale got ${factor}; give a finite number.`);
  return stateless((gradients) => ({
    updates: mapParams(gradients, (gradient) => tf.mul(gradient, factor)),
  }));
};
