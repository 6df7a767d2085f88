import type * as tf from '@tensorflow/tfjs';

/** Tensors by name, `group/layer/kernel`. The first part of a name is its group: the branch it belongs to. */
export type Params = Readonly<Record<string, tf.Tensor>>;

/** Named scalars: loss terms, their weights, or signals. */
export type Terms<K extends string = string> = Readonly<Record<K, tf.Scalar>>;

/** State that changes from step to step. Every leaf is a tensor, so that a step can be recorded and resumed. */
export type Tree = tf.Tensor | readonly Tree[] | { readonly [key: string]: Tree };

/** The same names with JavaScript numbers, read from the device. */
export type Numbers = Readonly<Record<string, number>>;

/** Rows of features `x` [n, features] and of label distributions `y` [n, labels]; each row of `y` sums to 1. */
export interface Batch {
  readonly x: tf.Tensor2D;
  readonly y: tf.Tensor2D;
}

/** What a method may know of its training set before the first step. */
export interface Problem {
  readonly features: number;
  readonly labels: number;
  /** Number of training rows. */
  readonly size: number;
  /** Column sums of the training label distributions, one per label; they add up to `size`. */
  readonly labelMass: readonly number[];
}

/**
 * A stream of random numbers made on the host, so that a seed gives the same numbers on every backend.
 * A stream is named by its `key`; forks are independent of each other and of what was drawn before.
 */
export interface Rng {
  /** What the stream is derived from: equal keys give equal numbers. */
  readonly key: string;
  /** An independent stream. Depends on this stream's key and the name only, and leaves this stream as it is. */
  fork(name: string): Rng;
  /** A whole number in [0, bound). */
  integer(bound: number): number;
  /** 0 … n − 1 in random order. */
  permutation(n: number): Int32Array;
  /** Uniform numbers in [low, high); by default [0, 1). */
  uniform<R extends tf.Rank>(shape: tf.ShapeMap[R], low?: number, high?: number): tf.Tensor<R>;
  /** Normal numbers; by default of mean 0 and standard deviation 1. */
  normal<R extends tf.Rank>(shape: tf.ShapeMap[R], mean?: number, deviation?: number): tf.Tensor<R>;
  /** Ones with probability `p`, else zeros. */
  bernoulli<R extends tf.Rank>(shape: tf.ShapeMap[R], p: number): tf.Tensor<R>;
}

/** A function of tensors that is called many times. What it returns is the caller's to dispose. */
export interface CompiledStep<A extends Tree, R extends Tree> {
  (input: A, rng: Rng): R;
  dispose(): void;
}

/**
 * What a backend of TensorFlow.js may offer: it makes one program of a step of plain ops. The step may use variables
 * and tensors from outside; variables that it assigns to have their new numbers after each call.
 */
export interface StepCompiler {
  compile<A extends Tree, R extends Tree>(step: (input: A, rng: Rng) => R): CompiledStep<A, R>;
}

/** Splits label distributions [n, labels] into named parts of the same shape. Pure. */
export type Decoupler<K extends string = string> = (y: tf.Tensor2D) => Readonly<Record<K, tf.Tensor2D>>;

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

/** Turns loss terms into weights. The losses it gets are detached: no gradient flows through a weight. */
export interface Weighting<K extends string = string, S extends Tree = Tree> {
  init(terms: readonly K[]): S;
  update(
    losses: Terms<K>,
    state: S,
  ): { readonly weights: Terms<K>; readonly state: S; readonly signals?: Terms };
}

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

/**
 * A differentiable function of all parameters, in float64. Both may use their arrays again: `w` is another's after the
 * call, and the gradient is what it is until the next one.
 */
export type Objective = (w: Float64Array) => { readonly value: number; readonly gradient: Float64Array };

/** Where a full-batch fit stands after an iteration. */
export interface Iterate {
  /** From 1. */
  readonly iteration: number;
  readonly value: number;
  /** Asked for only where training ends here, so a getter may compute it; valid until the next iteration. */
  readonly w: Float64Array;
}

/** How a full-batch fit ended. */
export interface Minimum {
  readonly w: Float64Array;
  readonly value: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Why it stopped, in words. */
  readonly reason: string;
}

/** A full-batch minimizer: yields after every iteration, returns the minimum. */
export interface Minimizer {
  minimize(objective: Objective, start: Float64Array): Generator<Iterate, Minimum>;
}

/** A measure of predicted against true label distributions, one number a row. */
export interface Metric {
  readonly name: string;
  readonly better: 'lower' | 'higher';
  /** `y` true and `p` predicted [n, labels] -> [n]. */
  rows(y: tf.Tensor2D, p: tf.Tensor2D): tf.Tensor1D;
}

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

/** A value that an option may have in a configuration file or on a command line. */
export type OptionValue = string | number | boolean | null;
export type Options = Readonly<Record<string, OptionValue>>;

/** Values of options that are worth trying. An option that is not named keeps its default. */
export type Search<O extends object = Options> = { readonly [K in keyof O]?: readonly O[K][] };

/** A method as a function of plain options, and what is to be known of it before one is made. */
export interface MethodDefinition<O extends object = Options> {
  /** @throws `ILDL_OPTION` for an option that is unknown, of another type than its default, or out of range */
  (options?: Partial<O>): Method;
  /** Kebab-case. */
  readonly id: string;
  /** One line. */
  readonly summary: string;
  /** Every option with its default. */
  readonly defaults: Readonly<O>;
  /** z-scores by the training rows, features scaled to [0, 1] on the training rows, or the features as they are. */
  readonly features: 'standardised' | 'scaled' | 'raw';
  /** Whether it learns anything from validation rows; one that does not gets them as training rows. */
  readonly usesValidation: boolean;
  /** What a search over options tries; without it there is nothing to search, and the defaults are used. */
  readonly search?: NoInfer<Search<O>>;
}
