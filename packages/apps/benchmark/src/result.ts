import type { Numbers, Options, Search } from '@ildl/interface';
import type { Regime } from './regime.js';

/** All that decides the content of a result; its sha256 names the result file. */
export interface CellConfig {
  readonly method: {
    readonly id: string;
    readonly options: Options;
    /** Of all code that a worker loads for the method: its version and a digest, see `identityOf`. */
    readonly identity: string;
  };
  readonly dataset: {
    readonly name: string;
    /** sha256 of the features and labels as read. */
    readonly sha256: string;
    readonly rows: number;
    readonly features: number;
    readonly labels: number;
    /** [a, b, c, d] of the sampling protocol, where it is applied. */
    readonly sampling?: readonly [number, number, number, number];
  };
  readonly regime: Regime;
  readonly folds: number;
  /** From 0. */
  readonly fold: number;
  readonly seed: number;
  readonly engine: { readonly backend: string; readonly version: string; readonly threads: number };
  /** Absent where options are not tuned. */
  readonly tune?: {
    /** How many option sets are tried at most, the same number for every method. */
    readonly budget: number;
    /** The values that option sets are drawn from; empty where a method has nothing to search. */
    readonly search: Search;
  };
}

/** One option set that was tried. */
export interface TuningCandidate {
  /** The options that are searched; all others are those of the configuration. */
  readonly options: Options;
  /** Mean Kullback-Leibler divergence on the validation rows; absent where the fit diverged. */
  readonly kl?: number;
}

/** How the options of a cell were chosen. */
export interface TuningRecord {
  /** In the order they were tried: the options of the configuration first. Empty where there was no choice. */
  readonly candidates: readonly TuningCandidate[];
  /** Of the candidate with the least divergence, which the scored model has; absent where every candidate diverged. */
  readonly chosen?: Options;
  /** What candidates were trained and measured on; none of these are test rows. */
  readonly rows?: { readonly train: number; readonly valid: number };
}

/** One epoch of a fit, as in the paper's Figures 3 and 4. */
export interface EpochRecord {
  readonly epoch: number;
  readonly losses: Numbers;
  readonly weights: Numbers;
  readonly signals: Numbers;
  readonly validationLoss?: number;
}

/** How a full-batch minimizer ended. */
export interface MinimumRecord {
  readonly iterations: number;
  readonly value: number;
  readonly converged: boolean;
  readonly reason: string;
}

/** By metrics: name -> mean over the test rows. `head` and `tail` are absent where every label is as frequent. */
export interface Scores {
  readonly all: Numbers;
  readonly head?: Numbers;
  readonly tail?: Numbers;
}

/** The result of one method on one fold of one dataset with one seed. Its content is deterministic. */
export interface CellResult {
  readonly config: CellConfig;
  readonly status: 'done' | 'diverged' | 'failed';
  /** Why, where the status is not `done`. */
  readonly reason?: string;
  readonly metrics?: Scores;
  /** The identity of the code of these metrics: scores of other code are computed anew of the predictions. */
  readonly scoredBy?: string;
  readonly rows: { readonly train: number; readonly valid: number; readonly test: number };
  /** Column sums of the label distributions of the training fold, before and after sampling. */
  readonly labelMass: { readonly before: readonly number[]; readonly after: readonly number[] };
  readonly epochs: readonly EpochRecord[];
  /** The epoch whose model was scored. */
  readonly keptEpoch?: number;
  readonly minimum?: MinimumRecord;
  /** Present where options are tuned. */
  readonly tuning?: TuningRecord;
  /** sha256 of the file of test predictions, of which any metric can be computed; present where the status is `done`. */
  readonly predictions?: string;
}

/** A result together with what lies in files beside it. */
export interface Cell extends CellResult {
  /** The file of test predictions, where the cell was just computed. */
  readonly predictionsFile?: Uint8Array;
  readonly timing: { readonly seconds: number; readonly date: string };
}
