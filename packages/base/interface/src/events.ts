import type { Numbers } from './tree.js';

/** A step that was not the last of its epoch. */
export interface StepEvent {
  readonly type: 'step';
  /** From 1. */
  readonly epoch: number;
  /** Batches of this epoch that are done, from 1. */
  readonly batch: number;
  readonly batches: number;
  /** The whole training state; valid until the next event is asked for. */
  state(): Promise<Uint8Array>;
}

export interface EpochEvent {
  readonly type: 'epoch';
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Mean of each loss term over the steps of the epoch. */
  readonly losses: Numbers;
  /** Of the last step of the epoch. */
  readonly weights: Numbers;
  /** Of the last step of the epoch. */
  readonly signals: Numbers;
  /** Present where validation rows were given. */
  readonly validationLoss?: number;
  /** Whether a predictor made now would be of this epoch. */
  readonly best: boolean;
  /** The whole training state; valid until the next event is asked for. */
  state(): Promise<Uint8Array>;
}

/** Progress of a full-batch minimizer. */
export interface IterationEvent {
  readonly type: 'iteration';
  /** From 1. */
  readonly iteration: number;
  readonly value: number;
}

/** How a full-batch minimizer ended. */
export interface MinimumEvent {
  readonly type: 'minimum';
  readonly iterations: number;
  readonly value: number;
  readonly converged: boolean;
  readonly reason: string;
}

/** What training reports; consumers are plain `for await` loops. Events are frozen. */
export type FitEvent = StepEvent | EpochEvent | IterationEvent | MinimumEvent;
