import * as tf from '@tensorflow/tfjs';

/** The same value, through which no gradient flows: tfjs has no stop-gradient of its own. */
export const stopGradient = <T extends tf.Tensor>(x: T): T =>
  tf.customGrad((value) => ({
    value: tf.clone(value as T),
    gradFunc: (dy) => tf.zerosLike(dy as tf.Tensor),
  }))(x) as T;
