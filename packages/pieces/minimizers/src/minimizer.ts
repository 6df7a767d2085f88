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
