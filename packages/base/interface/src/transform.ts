import type * as tf from '@tensorflow/tfjs-core';
import type { Params, Terms, Tree } from './tree.js';

/** What a transform may know of the step it is in. Its tensors are borrowed. */
export interface StepContext {
  /** Number of finished steps. */
  readonly step: tf.Scalar;
  /** The parameters before the step. */
  readonly params: Params;
  /** The loss terms of the batch. */
  readonly losses: Terms;
  /** The weights of the loss terms. */
  readonly weights: Terms;
  /** Signals of the weighting, and of the transforms before this one in a chain. */
  readonly signals: Terms;
}

/**
 * A gradient transformation, in the form of optax: pure functions with the state `S`. It neither disposes nor reads a
 * tensor. The updates of the last transform of a chain are added to the parameters.
 */
export interface Transform<S extends Tree = Tree> {
  /**
   * The state before the first step.
   * @throws `ILDL_OPTION` for parameters that it is not made for, such as a group without a momentum
   */
  init(params: Params): S;
  /**
   * Called once per step.
   * @param gradients those of the objective, or the updates of the transform before it: names and shapes of the parameters
   * @returns `updates` of the same names and shapes; the next state, of the same structure as the one before; `signals` are
   * reported in the events of epochs
   */
  update(
    gradients: Params,
    state: S,
    ctx: StepContext,
  ): { readonly updates: Params; readonly state: S; readonly signals?: Terms };
}
