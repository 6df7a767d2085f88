import { inputError } from '@ildl/internal';
import type * as tf from '@tensorflow/tfjs-core';

/** Broadcasting would turn a wrong shape into a wrong loss without a word. */
export const checkShapes = (loss: string, y: tf.Tensor2D, predicted: tf.Tensor2D): void => {
  if (`${y.shape}` === `${predicted.shape}`) return;
  throw inputError(
    `${loss} got label distributions of shape [${y.shape}] and predictions of shape [${predicted.shape}]; give both as [rows, labels].`,
  );
};
