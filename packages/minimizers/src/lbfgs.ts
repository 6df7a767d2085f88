import type { Iterate, Minimizer, Minimum, Objective } from '@ildl/trainer';
import { dot, plus } from './dense.js';
import { lineSearch } from './line-search.js';
import { borrow, start as firstNumber, giveBack, type Workspace } from './workspace.js';

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

/** One step and what it did to the gradient, in a workspace. */
interface Curvature {
  /** w after − w before. */
  readonly moved: Float64Array;
  /** Gradient after − gradient before. */
  readonly turned: Float64Array;
  /** Their product, positive. */
  product: number;
}

const largest = (gradient: Float64Array): number => {
  let most = 0;
  for (let i = 0; i < gradient.length; i++) most = Math.max(most, Math.abs(gradient[i] as number));
  return most;
};

/** `count` vectors of `n` numbers in a workspace. */
const vectorsIn = (workspace: Workspace, n: number, count: number) => {
  const floats = workspace.floats(firstNumber + count * n);
  return Array.from({ length: count }, (_, i) =>
    floats.subarray(firstNumber + i * n, firstNumber + (i + 1) * n),
  );
};

/**
 * −H·gradient by the two-loop recursion (Nocedal 1980), where H starts as the identity, scaled by the last step.
 * @param direction what it is written to, in the workspace as the gradient is
 * @returns its product with the gradient
 */
const findDirection = (
  { kernels: { addThenDot, scale } }: Workspace,
  direction: Float64Array,
  gradient: Float64Array,
  memory: readonly Curvature[],
): number => {
  const n = direction.length;
  const at = ({ byteOffset }: Float64Array) => byteOffset;
  for (let i = 0; i < n; i++) direction[i] = -(gradient[i] as number);
  const [first, last] = [memory[0], memory.at(-1)];
  if (first === undefined || last === undefined) return -dot(gradient, gradient);
  // Every pass computes the product that the next one needs.
  let ahead = dot(direction, last.moved);
  const shares = new Float64Array(memory.length);
  for (let i = memory.length - 1; i >= 0; i--) {
    const { turned, product } = memory[i] as Curvature;
    shares[i] = ahead / product;
    const next = memory[i - 1]?.moved ?? turned;
    ahead = addThenDot(n, at(direction), -(shares[i] as number), at(turned), at(next));
  }
  scale(n, at(direction), last.product / dot(last.turned, last.turned));
  ahead = dot(direction, first.turned);
  for (let i = 0; i < memory.length; i++) {
    const { moved, product } = memory[i] as Curvature;
    const share = (shares[i] as number) - ahead / product;
    const next = memory[i + 1]?.turned ?? gradient;
    ahead = addThenDot(n, at(direction), share, at(moved), at(next));
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

  function* descend(
    workspace: Workspace,
    objective: Objective,
    start: Float64Array,
  ): Generator<Iterate, Minimum> {
    let here = { w: start, ...objective(start) };
    const [direction, steepest, ...vectors] = vectorsIn(workspace, start.length, 2 * memory + 4) as [
      Float64Array,
      Float64Array,
      ...Float64Array[],
    ];
    const curvatures: Curvature[] = [];
    /** Those that are not remembered, whose arrays the next ones take. */
    const spares: Curvature[] = [];
    for (let i = 0; i < vectors.length; i += 2)
      spares.push({ moved: vectors[i] as Float64Array, turned: vectors[i + 1] as Float64Array, product: 0 });
    const forget = () => spares.push(...curvatures.splice(0));
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
      steepest.set(here.gradient);
      let slope = findDirection(workspace, direction, steepest, curvatures);
      if (!(slope < 0)) {
        forget();
        slope = findDirection(workspace, direction, steepest, curvatures);
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
        forget();
        continue;
      }
      const { w, value, gradient } = found;
      here = { w, value, gradient };
      iterations++;
      yield { iteration: iterations, value, w };

      const next = spares.at(-1) as Curvature;
      plus(w, -1, before.w, next.moved);
      plus(gradient, -1, steepest, next.turned);
      next.product = dot(next.moved, next.turned);
      if (next.product > Number.EPSILON * -slope * found.step) {
        curvatures.push(next);
        spares.pop();
        if (curvatures.length > memory) spares.push(curvatures.shift() as Curvature);
      }
      if (largest(gradient) <= gradientTolerance) return ended(true, 'the gradient vanished');
      const fall = before.value - value;
      const size = Math.max(Math.abs(before.value), Math.abs(value), 1);
      if (fall <= Math.max(functionTolerance * size, absoluteTolerance))
        return ended(true, 'the objective stopped falling');
    }
    return ended(false, `${maximumIterations} iterations were not enough`);
  }
  return {
    *minimize(objective, start) {
      const workspace = borrow();
      try {
        return yield* descend(workspace, objective, start);
      } finally {
        giveBack(workspace);
      }
    },
  };
};
