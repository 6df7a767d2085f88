import type { Iterate, Minimizer, Minimum, Objective } from '@ildl/trainer';
import { dot } from './dense.js';
import { lineSearch } from './line-search.js';

export interface LbfgsOptions {
  /** How many steps the curvature is taken from, from 1; default 10. */
  readonly memory?: number;
  /** From 1; default 1000. */
  readonly maximumIterations?: number;
  /** Converged where f falls by no more than this times max(|f| before, |f| after, 1); default 2.2e-9. */
  readonly functionTolerance?: number;
  /** Converged where no component of the gradient is larger; default 1e-6. */
  readonly gradientTolerance?: number;
  /** Converged where f falls by no more than this; default 0, which leaves the decision to `functionTolerance`. */
  readonly absoluteTolerance?: number;
}

/** One step and what it did to the gradient. */
interface Curvature {
  /** w after − w before. */
  readonly moved: Float64Array;
  /** Gradient after − gradient before. */
  readonly turned: Float64Array;
  /** Their product, positive. */
  readonly product: number;
}

const largest = (gradient: Float64Array): number => {
  let most = 0;
  for (let i = 0; i < gradient.length; i++) most = Math.max(most, Math.abs(gradient[i] as number));
  return most;
};

/** a − b. */
const difference = (a: Float64Array, b: Float64Array): Float64Array => {
  const rest = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) rest[i] = (a[i] as number) - (b[i] as number);
  return rest;
};

/** a + factor·b, in place. */
const add = (a: Float64Array, factor: number, b: Float64Array): void => {
  for (let i = 0; i < a.length; i++) a[i] = (a[i] as number) + factor * (b[i] as number);
};

/** −H·gradient by the two-loop recursion (Nocedal 1980), where H starts as the identity, scaled by the last step. */
const directionOf = (gradient: Float64Array, memory: readonly Curvature[]): Float64Array => {
  const direction = gradient.map((g) => -g);
  const last = memory.at(-1);
  if (last === undefined) return direction;
  const shares = memory.map(() => 0);
  for (let i = memory.length - 1; i >= 0; i--) {
    const { moved, turned, product } = memory[i] as Curvature;
    const share = dot(moved, direction) / product;
    shares[i] = share;
    add(direction, -share, turned);
  }
  const scale = last.product / dot(last.turned, last.turned);
  for (let i = 0; i < direction.length; i++) direction[i] = scale * (direction[i] as number);
  for (const [i, { moved, turned, product }] of memory.entries())
    add(direction, (shares[i] as number) - dot(turned, direction) / product, moved);
  return direction;
};

const check = (options: Required<LbfgsOptions>): void => {
  for (const [name, value] of Object.entries(options)) {
    const counts = name === 'memory' || name === 'maximumIterations';
    if (counts ? !(Number.isInteger(value) && value >= 1) : !(value >= 0))
      throw Object.assign(
        new RangeError(
          `The option ${name} of L-BFGS is ${value}; give ${counts ? 'a whole number from 1' : 'a number that is not negative'}.`,
        ),
        { code: 'ILDL_OPTION' },
      );
  }
};

/**
 * Limited-memory BFGS (Liu, Nocedal 1989) with a line search for the strong Wolfe conditions. The function may be
 * smooth only piecewise: then it can stall, which it says with `converged: false`.
 * @throws `ILDL_OPTION` for an option out of range
 */
export const lbfgs = (options: LbfgsOptions = {}): Minimizer => {
  const { memory, maximumIterations, functionTolerance, gradientTolerance, absoluteTolerance } = {
    memory: 10,
    maximumIterations: 1000,
    functionTolerance: 2.2e-9,
    gradientTolerance: 1e-6,
    absoluteTolerance: 0,
    ...options,
  };
  check({ memory, maximumIterations, functionTolerance, gradientTolerance, absoluteTolerance });

  function* minimize(objective: Objective, start: Float64Array): Generator<Iterate, Minimum> {
    let here = { w: start, ...objective(start) };
    let curvatures: Curvature[] = [];
    let iterations = 0;
    const ended = (converged: boolean, reason: string): Minimum => ({
      w: here.w,
      value: here.value,
      iterations,
      converged,
      reason,
    });
    while (iterations < maximumIterations) {
      if (largest(here.gradient) <= gradientTolerance) return ended(true, 'the gradient vanished');
      let direction = directionOf(here.gradient, curvatures);
      let slope = dot(direction, here.gradient);
      if (!(slope < 0)) {
        curvatures = [];
        direction = here.gradient.map((g) => -g);
        slope = -dot(here.gradient, here.gradient);
      }
      const before = here;
      const found = lineSearch(
        (step) => {
          const w = before.w.slice();
          add(w, step, direction);
          const at = objective(w);
          return { ...at, w, step, slope: dot(at.gradient, direction) };
        },
        { step: 0, value: before.value, slope },
        curvatures.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(-slope)),
      );
      if (found === undefined) {
        if (curvatures.length === 0)
          return ended(false, 'the line search found no lower value along the steepest descent');
        curvatures = [];
        continue;
      }
      const { w, value, gradient } = found;
      here = { w, value, gradient };
      iterations++;
      yield { iteration: iterations, value, w };

      const moved = difference(w, before.w);
      const turned = difference(gradient, before.gradient);
      const product = dot(moved, turned);
      if (product > Number.EPSILON * -slope * found.step)
        curvatures = [...curvatures, { moved, turned, product }].slice(-memory);
      if (largest(gradient) <= gradientTolerance) return ended(true, 'the gradient vanished');
      const fall = before.value - value;
      const scale = Math.max(Math.abs(before.value), Math.abs(value), 1);
      if (fall <= Math.max(functionTolerance * scale, absoluteTolerance))
        return ended(true, 'the objective stopped falling');
    }
    return ended(false, `${maximumIterations} iterations were not enough`);
  }
  return { minimize };
};
