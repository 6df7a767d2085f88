import type { Numbers } from './tree.js';

/** After a batch that is not the last of its epoch. */
export interface StepEvent {
  readonly type: 'step';
  /** From 1. */
  readonly epoch: number;
  /** Finished batches of this epoch, from 1. */
  readonly batch: number;
  /** Batches per epoch. */
  readonly batches: number;
  /** The whole training state as one file, for `FitInput.resume`. Call it before the next event is asked for. */
  state(): Promise<Uint8Array>;
}

/** After an epoch and its validation. */
export interface EpochEvent {
  readonly type: 'epoch';
  /** From 1. */
  readonly epoch: number;
  /** Epochs in all. */
  readonly epochs: number;
  /** Mean of each loss term over the steps of the epoch. */
  readonly losses: Numbers;
  /** Weights of the loss terms in the last step of the epoch. */
  readonly weights: Numbers;
  /** Signals of weighting and transform in the last step of the epoch. */
  readonly signals: Numbers;
  /** Present where there are validation rows and a validation loss; lower is better. */
  readonly validationLoss?: number;
  /** Whether a predictor made now would be of this epoch. */
  readonly best: boolean;
  /** The whole training state as one file, for `FitInput.resume`. Call it before the next event is asked for. */
  state(): Promise<Uint8Array>;
}

/** After an iteration of a full-batch minimizer, or a member of an ensemble. */
export interface IterationEvent {
  readonly type: 'iteration';
  /** From 1. */
  readonly iteration: number;
  /** The objective; of a member of an ensemble, the loss of the epoch or minimum that it keeps. */
  readonly value: number;
}

/** After the last iteration of a full-batch minimizer. */
export interface MinimumEvent {
  readonly type: 'minimum';
  /** Iterations in all, from 0. */
  readonly iterations: number;
  /** The objective. */
  readonly value: number;
  /** Whether a tolerance was met, and not a limit of iterations. */
  readonly converged: boolean;
  /** The condition that ended the minimizer, for people. */
  readonly reason: string;
}

/** What a fit yields; consumers are plain `for await` loops. Events are frozen, so that none sees what another does. */
export type FitEvent = StepEvent | EpochEvent | IterationEvent | MinimumEvent;
