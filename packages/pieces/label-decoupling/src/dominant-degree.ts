import * as tf from '@tensorflow/tfjs-core';

/** The description degree of the dominant label: the largest of each row of `y` [n, labels] -> [n], in [1/labels, 1]. */
export const dominantDegree = (y: tf.Tensor2D): tf.Tensor1D => tf.max<tf.Tensor1D>(y, 1);
