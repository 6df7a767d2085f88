import type * as tf from '@tensorflow/tfjs-core';
import type { Batch, Problem } from './data.js';
import type { Rng } from './rng.js';
import type { Params, Terms } from './tree.js';

/** The tensors that a model learns. */
export interface Variables {
  /** Trained by gradients. */
  readonly params: Params;
  /** Changed in training without gradients, such as the means of batch normalisation. */
  readonly buffers: Params;
}

/** What a model may know of the step it is in. */
export interface LossContext {
  /** Whether the losses are for training: always `true` in the trainer. */
  readonly training: boolean;
  /** A stream of this step; draw from forks of it by name. */
  readonly rng: Rng;
  /** Number of finished steps. */
  readonly step: tf.Scalar;
}

/** What a model may know when it predicts. */
export interface PredictContext<K extends string = string> {
  /** The weights of the loss terms in the last step of the kept epoch. */
  readonly weights: Terms<K>;
}

/**
 * A model: pure functions of its variables, written as a {@link ModelFor}. It owns no tensor, so it never disposes, keeps
 * or reads one; it draws from `ctx.rng` alone and asks no clock. The trainer records a step once and replays it, so all
 * that changes from step to step must be a tensor.
 */
export interface Model<K extends string = string> {
  /** The names of the loss terms; the same as those of `losses`. */
  readonly terms: readonly K[];
  /** The variables before the first step; called once per fit, and once per loaded file for their names and shapes. */
  init(rng: Rng): Variables;
  /**
   * The loss terms of a batch, each a mean over its rows; called once per step, inside the gradient tape.
   * @returns `buffers` holds those that changed
   */
  losses(
    variables: Variables,
    batch: Batch,
    ctx: LossContext,
  ): { readonly terms: Terms<K>; readonly buffers?: Params };
  /**
   * Label distributions [n, labels] of features [n, features]: degrees from 0, rows that sum to 1, each of which depends on
   * no other row. Called for validation after an epoch, and by `Predictor.predict`.
   */
  predict(variables: Variables, x: tf.Tensor2D, ctx: PredictContext<K>): tf.Tensor2D;
}

/** Makes a model for a problem; called once per fit and once per loaded file. */
export type ModelFor<K extends string = string> = (problem: Problem) => Model<K>;

/**
 * A decomposition of label distributions [n, labels] into named parts of the same shape, each row of which is a label
 * distribution or all 0. Pure and row-wise, with the same names for any batch. `decoupledModel` of `@ildl/label-decoupling`
 * calls it once per step.
 */
export type Decoupler<K extends string = string> = (y: tf.Tensor2D) => Readonly<Record<K, tf.Tensor2D>>;
