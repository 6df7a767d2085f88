import type * as tf from '@tensorflow/tfjs-core';
import type { Batch } from './data.js';
import type { FitEvent } from './events.js';
import type { Rng } from './rng.js';

export interface FitInput {
  readonly train: Batch;
  /** Rows by which the best epoch is kept; without them the last epoch is. */
  readonly valid?: Batch;
  readonly rng: Rng;
  /** Asked after every event; `true` ends training and keeps the best model so far. */
  readonly until?: (event: FitEvent) => boolean;
  /** Aborting throws everything away. */
  readonly signal?: AbortSignal;
  /** What `event.state()` gave in a run with the same input: training goes on from there with the same bits. */
  readonly resume?: Uint8Array;
}

export interface Predictor {
  /** Label distributions [n, labels] of `x` [n, features]; the caller disposes them. */
  predict(x: tf.Tensor2D): tf.Tensor2D;
  /** One checksummed file that `Method.load` reads back bit-exactly. */
  save(): Promise<Uint8Array>;
  dispose(): void;
}

/** The one thing that benchmark, command line, report and conformance checks know. */
export interface Method {
  readonly name: string;
  /** Trains. A `for await` loop drops what a generator returns: `collect` keeps it. */
  fit(input: FitInput): AsyncGenerator<FitEvent, Predictor>;
  /** The predictor that `Predictor.save` wrote. */
  load(file: Uint8Array): Promise<Predictor>;
}
