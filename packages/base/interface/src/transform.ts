import type * as tf from '@tensorflow/tfjs-core';
import type { Params, Terms, Tree } from './tree.js';

/** What a transform may know of the step it is in. */
export interface StepContext {
  /** Number of finished steps. */
  readonly step: tf.Scalar;
  readonly params: Params;
  readonly losses: Terms;
  readonly weights: Terms;
  /** What the weighting, and the transforms before this one, reported. */
  readonly signals: Terms;
}

/** A gradient transformation: what the last one of a chain returns is added to the parameters. */
export interface Transform<S extends Tree = Tree> {
  init(params: Params): S;
  update(
    gradients: Params,
    state: S,
    ctx: StepContext,
  ): { readonly updates: Params; readonly state: S; readonly signals?: Terms };
}
