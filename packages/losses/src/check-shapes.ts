import type * as tf from '@tensorflow/tfjs';

/** Broadcasting would turn a wrong shape into a wrong loss without a word. */
export const checkShapes = (loss: string, y: tf.Tensor2D, predicted: tf.Tensor2D): void => {
  if (`${y.shape}` === `${predicted.shape}`) return;
  const message = `${loss} got label distributions of shape [${y.shape}] and predictions of shape [${predicted.shape}]; give both as [rows, labels].`;
  throw Object.assign(new RangeError(message), { code: 'ILDL_INPUT' as const });
};
