import type * as tf from '@tensorflow/tfjs-core';
import type { Batch } from './data.js';
import type { FitEvent } from './events.js';
import type { Rng } from './rng.js';

/** The argument of a fit. Its tensors are the caller's: a method neither disposes nor changes them. */
export interface FitInput {
  readonly train: Batch;
  /** Validation rows, by which the best epoch is kept; without them the last epoch is. */
  readonly valid?: Batch;
  /** The seed. A method draws from forks of it only, so that equal keys give equal bits. */
  readonly rng: Rng;
  /** Asked after every event; `true` ends training and keeps the best model so far. */
  readonly until?: (event: FitEvent) => boolean;
  /** Aborting ends training with `ILDL_ABORTED` and keeps nothing. */
  readonly signal?: AbortSignal;
  /** What `event.state()` gave in a run with the same input: training goes on from there with the same bits. */
  readonly resume?: Uint8Array;
}

/** A fitted model. Its owner disposes it. */
export interface Predictor {
  /**
   * Predicts; the prediction of a row depends on no other row.
   * @param x [n, features], scaled as the training rows were
   * @returns label distributions [n, labels], which the caller disposes: degrees from 0, rows that sum to 1
   * @throws `ILDL_INPUT` for another number of features
   */
  predict(x: tf.Tensor2D): tf.Tensor2D;
  /** One checksummed file that `Method.load` reads back bit by bit. */
  save(): Promise<Uint8Array>;
  /** Frees its tensors; it cannot predict or be saved afterwards. */
  dispose(): void;
}

/**
 * A method of label distribution learning: the one thing that benchmark, command line, report and conformance checks know.
 * `gradientMethod` and `fullBatchMethod` of `@ildl/trainer` make one; one that fits neither is written by hand. It keeps no
 * state between fits.
 */
export interface Method {
  /** Kebab-case; part of saved files. */
  readonly name: string;
  /**
   * Trains. Leaving the loop over its events (`break`, `return`, a throw) ends training and disposes everything. A
   * `for await` loop drops what a generator returns; `collect` of `@ildl/trainer` keeps it.
   * @throws `ILDL_INPUT` for rows it cannot learn from, `ILDL_DIVERGED`, `ILDL_ABORTED`, `ILDL_FILE` for a state that is
   * not of this run
   */
  fit(input: FitInput): AsyncGenerator<FitEvent, Predictor>;
  /**
   * Reads a file that `Predictor.save` wrote.
   * @throws `ILDL_FILE` for a file that is damaged or of another method
   */
  load(file: Uint8Array): Promise<Predictor>;
}
