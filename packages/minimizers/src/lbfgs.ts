import type { Iterate, Minimizer, Minimum, Objective } from '@ildl/trainer';
import { dot, plus } from './dense.js';
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

/** a + factor·b, in place; returns the product of the sum and `c`. */
const addThenDot = (a: Float64Array, factor: number, b: Float64Array, c: Float64Array): number => {
  const n = a.length;
  let s0 = 0;
  let s1 = 0;
  let i = 0;
  // Two sums that do not wait for each other.
  for (; i + 1 < n; i += 2) {
    const a0 = (a[i] as number) + factor * (b[i] as number);
    a[i] = a0;
    s0 += a0 * (c[i] as number);
    const a1 = (a[i + 1] as number) + factor * (b[i + 1] as number);
    a[i + 1] = a1;
    s1 += a1 * (c[i + 1] as number);
  }
  if (i < n) {
    a[i] = (a[i] as number) + factor * (b[i] as number);
    s0 += (a[i] as number) * (c[i] as number);
  }
  return s0 + s1;
};

/** a becomes factor·b. */
const scale = (a: Float64Array, factor: number, b: Float64Array): void => {
  for (let i = 0; i < a.length; i++) a[i] = factor * (b[i] as number);
};

/**
 * −H·gradient by the two-loop recursion (Nocedal 1980), where H starts as the identity, scaled by the last step.
 * @param direction what it is written to
 * @returns its product with the gradient
 */
const findDirection = (
  direction: Float64Array,
  gradient: Float64Array,
  memory: readonly Curvature[],
): number => {
  scale(direction, -1, gradient);
  const [first, last] = [memory[0], memory.at(-1)];
  if (first === undefined || last === undefined) return -dot(gradient, gradient);
  // Every pass computes the product that the next one needs.
  let ahead = dot(direction, last.moved);
  const shares = new Float64Array(memory.length);
  for (let i = memory.length - 1; i >= 0; i--) {
    const { turned, product } = memory[i] as Curvature;
    shares[i] = ahead / product;
    ahead = addThenDot(direction, -(shares[i] as number), turned, memory[i - 1]?.moved ?? turned);
  }
  scale(direction, last.product / dot(last.turned, last.turned), direction);
  ahead = dot(direction, first.turned);
  for (let i = 0; i < memory.length; i++) {
    const { moved, product } = memory[i] as Curvature;
    const share = (shares[i] as number) - ahead / product;
    ahead = addThenDot(direction, share, moved, memory[i + 1]?.turned ?? gradient);
  }
  return ahead;
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
    const curvatures: Curvature[] = [];
    /** One that is not remembered, whose arrays the next one takes. */
    let spare: Curvature | undefined;
    const direction = new Float64Array(start.length);
    let iterations = 0;
    const ended = (converged: boolean, reason: string): Minimum => ({
      w: here.w,
      value: here.value,
      iterations,
      converged,
      reason,
    });
    if (largest(here.gradient) <= gradientTolerance) return ended(true, 'the gradient vanished');
    while (iterations < maximumIterations) {
      let slope = findDirection(direction, here.gradient, curvatures);
      if (!(slope < 0)) {
        curvatures.length = 0;
        slope = findDirection(direction, here.gradient, curvatures);
      }
      const before = here;
      const found = lineSearch(
        (step) => {
          const w = plus(before.w, step, direction);
          const at = objective(w);
          return { ...at, w, step, slope: dot(at.gradient, direction) };
        },
        { step: 0, value: before.value, slope },
        curvatures.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(-slope)),
      );
      if (found === undefined) {
        if (curvatures.length === 0)
          return ended(false, 'the line search found no lower value along the steepest descent');
        curvatures.length = 0;
        continue;
      }
      const { w, value, gradient } = found;
      here = { w, value, gradient };
      iterations++;
      yield { iteration: iterations, value, w };

      const moved = plus(w, -1, before.w, spare?.moved);
      const turned = plus(gradient, -1, before.gradient, spare?.turned);
      const product = dot(moved, turned);
      spare = { moved, turned, product };
      if (product > Number.EPSILON * -slope * found.step) {
        curvatures.push(spare);
        spare = curvatures.length > memory ? curvatures.shift() : undefined;
      }
      if (largest(gradient) <= gradientTolerance) return ended(true, 'the gradient vanished');
      const fall = before.value - value;
      const size = Math.max(Math.abs(before.value), Math.abs(value), 1);
      if (fall <= Math.max(functionTolerance * size, absoluteTolerance))
        return ended(true, 'the objective stopped falling');
    }
    return ended(false, `${maximumIterations} iterations were not enough`);
  }
  return { minimize };
};
