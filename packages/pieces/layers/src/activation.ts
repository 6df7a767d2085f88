import * as tf from '@tensorflow/tfjs-core';
import type { Layer } from './layer.js';

/** A layer without parameters, from a function of tensors that keeps their shape. */
export const activation = (f: (x: tf.Tensor2D) => tf.Tensor2D): Layer => ({
  init: () => ({}),
  apply: (_, x) => f(x),
});

/** max(x, 0). */
export const relu: Layer = activation((x) => tf.relu(x));
