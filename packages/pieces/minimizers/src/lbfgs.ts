import { optionError } from '@ildl/internal';
import { type LinePoint, lineSearch } from './line-search.js';
import type { Iterate, Minimizer, Minimum, Objective } from './minimizer.js';
import { borrow, start as firstNumber, giveBack, type Workspace } from './workspace.js';

export interface LbfgsOptions {
  /** m, the curvature pairs that are kept, from 1; default 10. */
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

/** A curvature pair (s, y) of BFGS, in a workspace. */
interface Curvature {
  /** s = w after − w before. */
  readonly moved: Float64Array;
  /** y = gradient after − gradient before. */
  readonly turned: Float64Array;
  /** sᵀy, positive. */
  product: number;
}

/** A point and the gradient there, in a workspace. */
interface Site {
  readonly w: Float64Array;
  readonly gradient: Float64Array;
}

interface Trial extends LinePoint {
  readonly site: Site;
}

/** The address of a vector in its workspace. */
const at = ({ byteOffset }: Float64Array): number => byteOffset;

type Pair = readonly [Float64Array, Float64Array];

/** `count` pairs of vectors of `n` numbers in a workspace. */
const pairsIn = (workspace: Workspace, n: number, count: number): Pair[] => {
  const floats = workspace.floats(firstNumber + 2 * count * n);
  const vector = (i: number) => floats.subarray(firstNumber + i * n, firstNumber + (i + 1) * n);
  return Array.from({ length: count }, (_, i) => [vector(2 * i), vector(2 * i + 1)]);
};

/**
 * −H·gradient by the two-loop recursion (Nocedal 1980), where H starts as the identity, scaled by the last step.
 * @param direction the output, in the workspace of the gradient
 * @returns its product with the gradient
 */
const findDirection = (
  { kernels: { addThenDot, dot, scale } }: Workspace,
  direction: Float64Array,
  gradient: Float64Array,
  memory: readonly Curvature[],
): number => {
  const n = direction.length;
  direction.set(gradient);
  scale(n, at(direction), -1);
  const [first, last] = [memory[0], memory.at(-1)];
  if (first === undefined || last === undefined) return -dot(n, at(gradient), at(gradient));
  // Every pass computes the product that the next one needs.
  let ahead = dot(n, at(direction), at(last.moved));
  const shares = new Float64Array(memory.length);
  for (let i = memory.length - 1; i >= 0; i--) {
    const { turned, product } = memory[i] as Curvature;
    shares[i] = ahead / product;
    const next = memory[i - 1]?.moved ?? turned;
    ahead = addThenDot(n, at(direction), -(shares[i] as number), at(turned), at(next));
  }
  scale(n, at(direction), last.product / dot(n, at(last.turned), at(last.turned)));
  ahead = dot(n, at(direction), at(first.turned));
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
      throw optionError(
        `The option ${name} of L-BFGS is ${value}; give ${counts ? 'a whole number from 1' : 'a number that is not negative'}.`,
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
    const n = start.length;
    const { add, dot, largest } = workspace.kernels;
    const [[direction], ...pairs] = pairsIn(workspace, n, memory + 5) as [Pair, ...Pair[]];
    /** Where the descent is, the best point of the line that is searched, and the one that is tried. */
    const sites = pairs.splice(0, 3).map(([w, gradient]): Site => ({ w, gradient }));
    const evaluate = (site: Site): number => {
      const { value, gradient } = objective(site.w.slice());
      site.gradient.set(gradient);
      return value;
    };
    let here = sites[0] as Site;
    here.w.set(start);
    let value = evaluate(here);
    const curvatures: Curvature[] = [];
    /** Pairs that are free to be overwritten. */
    const spares = pairs.map(([moved, turned]): Curvature => ({ moved, turned, product: 0 }));
    const forget = () => spares.push(...curvatures.splice(0));
    let iterations = 0;
    const ended = (converged: boolean, reason: string): Minimum => ({
      w: here.w.slice(),
      value,
      iterations,
      converged,
      reason,
    });
    const vanished = () => largest(n, at(here.gradient)) <= gradientTolerance;
    if (vanished()) return ended(true, 'the gradient vanished');
    while (iterations < maximumIterations) {
      let slope = findDirection(workspace, direction, here.gradient, curvatures);
      if (!(slope < 0)) {
        forget();
        slope = findDirection(workspace, direction, here.gradient, curvatures);
      }
      const found = lineSearch<Trial>(
        (step, best) => {
          const site = sites.find((one) => one !== here && one !== best?.site) as Site;
          add(n, at(site.w), at(here.w), step, at(direction));
          return { site, step, value: evaluate(site), slope: dot(n, at(site.gradient), at(direction)) };
        },
        { step: 0, value, slope },
        curvatures.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(-slope)),
      );
      if (found === undefined) {
        if (curvatures.length === 0)
          return ended(false, 'the line search found no lower value along the steepest descent');
        forget();
        continue;
      }
      const next = spares.at(-1) as Curvature;
      add(n, at(next.moved), at(found.site.w), -1, at(here.w));
      add(n, at(next.turned), at(found.site.gradient), -1, at(here.gradient));
      next.product = dot(n, at(next.moved), at(next.turned));
      if (next.product > Number.EPSILON * -slope * found.step) {
        curvatures.push(next);
        spares.pop();
        if (curvatures.length > memory) spares.push(curvatures.shift() as Curvature);
      }
      const before = value;
      ({ site: here, value } = found);
      iterations++;
      yield { iteration: iterations, value, w: () => here.w.slice() };
      if (vanished()) return ended(true, 'the gradient vanished');
      const fall = before - value;
      const size = Math.max(Math.abs(before), Math.abs(value), 1);
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
