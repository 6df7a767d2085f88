import type { Params, Rng } from '@ildl/interface';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * A layer: two pure functions that agree on the names of its parameters. It owns no tensor.
 * @typeParam Output what it makes of rows; one matrix by default
 */
export interface Layer<Output = tf.Tensor2D> {
  /** Fresh parameters; the caller owns them. Equal streams give equal numbers. */
  init(rng: Rng): Params;
  /**
   * The layer's output for the rows of `x`; `params` may hold more than the layer's own parameters.
   * @throws {MissingParamError} where a parameter of the layer is not in `params`
   */
  apply(params: Params, x: tf.Tensor2D): Output;
}
