import * as tf from '@tensorflow/tfjs-core';

/**
 * Squared Euclidean distance between label distributions, one number a row, from 0 to 2.
 * @param y true label distributions, [rows, labels]
 * @param p predicted label distributions, [rows, labels]
 * @returns [rows]
 */
export const templateName = (y: tf.Tensor2D, p: tf.Tensor2D): tf.Tensor1D =>
  tf.sum<tf.Tensor1D>(tf.squaredDifference(y, p), 1);
