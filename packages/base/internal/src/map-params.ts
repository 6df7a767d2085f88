import type { Params } from '@ildl/interface';
import type * as tf from '@tensorflow/tfjs-core';

/** The same names with other tensors. */
export const mapParams = (params: Params, change: (param: tf.Tensor, name: string) => tf.Tensor): Params =>
  Object.fromEntries(Object.entries(params).map(([name, param]) => [name, change(param, name)]));
