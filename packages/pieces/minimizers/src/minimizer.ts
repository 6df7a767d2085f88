/**
 * A differentiable function of all parameters, in float64. It may keep `w`. The minimizer copies the gradient before it
 * calls again, so an objective may return the same array every time.
 */
export type Objective = (w: Float64Array) => { readonly value: number; readonly gradient: Float64Array };

/** Where a full-batch fit stands after an iteration. */
export interface Iterate {
  /** From 1. */
  readonly iteration: number;
  /** The objective after this iteration. */
  readonly value: number;
  /** A copy of the parameters after this iteration, computed at the call; call it before the generator is resumed. */
  w(): Float64Array;
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
