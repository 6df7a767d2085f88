import type * as tf from '@tensorflow/tfjs-core';
import type { Batch, Problem } from './data.js';
import type { Rng } from './rng.js';
import type { Params, Terms } from './tree.js';

/** What a model learns: `params` get gradients, `buffers` (batch-norm means) do not. */
export interface Variables {
  readonly params: Params;
  readonly buffers: Params;
}

export interface LossContext {
  readonly training: boolean;
  /** A fresh stream for this step. */
  readonly rng: Rng;
  /** Number of finished steps. */
  readonly step: tf.Scalar;
}

export interface PredictContext<K extends string = string> {
  /** The weights of the loss terms in the last step before the prediction (of the kept epoch). */
  readonly weights: Terms<K>;
}

/** A model is pure functions of its variables; it owns no tensor. Written as `(problem) => Model`. */
export interface Model<K extends string = string> {
  /** The names of the loss terms. */
  readonly terms: readonly K[];
  init(rng: Rng): Variables;
  /** The loss terms of a batch, each a mean over its rows; `buffers` holds those that changed. */
  losses(
    variables: Variables,
    batch: Batch,
    ctx: LossContext,
  ): { readonly terms: Terms<K>; readonly buffers?: Params };
  /** Label distributions [n, labels]: rows are not negative and sum to 1, and no row depends on another. */
  predict(variables: Variables, x: tf.Tensor2D, ctx: PredictContext<K>): tf.Tensor2D;
}

export type ModelFor<K extends string = string> = (problem: Problem) => Model<K>;

/** Splits label distributions [n, labels] into named parts of the same shape. Pure. */
export type Decoupler<K extends string = string> = (y: tf.Tensor2D) => Readonly<Record<K, tf.Tensor2D>>;
