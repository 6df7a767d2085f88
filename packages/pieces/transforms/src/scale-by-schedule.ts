import type { Transform } from '@ildl/interface';
import { mapParams } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';
import { stateless } from './stateless.js';

/**
 * Multiplies by a factor that changes from step to step.
 * @param schedule from the number of finished steps to the factor, in tensor operations only
 */
export const scaleBySchedule = (schedule: (step: tf.Scalar) => tf.Scalar): Transform =>
  stateless((gradients, { step }) => {
    const factor = schedule(step);
    return { updates: mapParams(gradients, (gradient) => tf.mul(gradient, factor)) };
  });
