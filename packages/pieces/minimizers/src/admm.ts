import { optionError } from '@ildl/internal';
import { dot, plus } from './dense.js';
import type { Iterate, Minimum } from './minimizer.js';

/** A constraint `left = right` of ADMM, where the step has the block `right` before the block `left`. */
export interface AdmmConstraint {
  /** Of the block that is minimized over last, of which the dual residual is. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** right − left; computed where it is not given. */
  readonly gap?: Float64Array;
}

/** The dual side of ADMM. */
export interface AdmmDual {
  /** Lagrange multipliers Λ of every constraint, in the order of `constraints`; the Lagrangian has ⟨Λ, right − left⟩. */
  readonly multipliers: readonly Float64Array[];
  /** ρ of the augmented Lagrangian's ρ/2‖right − left‖². */
  readonly penalty: number;
}

/** An iteration of ADMM, from which a stopping rule decides. */
export interface AdmmIteration extends AdmmDual {
  readonly value: number;
  /** The objective one iteration ago; Infinity in the first. */
  readonly valueBefore: number;
  readonly constraints: readonly AdmmConstraint[];
  /** `left` of every constraint one iteration ago. */
  readonly before: readonly Float64Array[];
}

/** Says whether and how ADMM ends after an iteration. */
export type AdmmStop = (iteration: AdmmIteration) => Pick<Minimum, 'converged' | 'reason'> | undefined;

/** ρ in the first iteration, by what it is multiplied after each, and how large it gets. */
export interface PenaltySchedule {
  readonly start: number;
  readonly growth: number;
  readonly most: number;
}

export interface AdmmOptions<S> {
  /** The primal variables before the first iteration; all multipliers start at 0. */
  readonly start: S;
  /** Minimizes the augmented Lagrangian over one block of the primal variables after the other. */
  readonly step: (state: S, dual: AdmmDual) => S;
  readonly objective: (state: S) => number;
  readonly constraints: (state: S) => readonly AdmmConstraint[];
  /** The parameters that a fit returns; a copy. */
  readonly parameters: (state: S) => Float64Array;
  /** ρ, above 0, constant or by a schedule. */
  readonly penalty: number | PenaltySchedule;
  /** Most iterations, from 1. */
  readonly iterations: number;
  /** When to stop before that. */
  readonly stop: AdmmStop;
}

const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));
const distance = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum);
};

/** Tolerances of residuals, absolute and relative to the norms of what they are residuals of. */
export interface ResidualTolerances {
  readonly primal: number;
  readonly dual: number;
  readonly relative: number;
}

/** Stops where the primal and the dual residuals of all constraints are small (Boyd et al. 2011, section 3.3.1). */
export const smallResiduals =
  ({ primal, dual, relative }: ResidualTolerances): AdmmStop =>
  ({ constraints, before, multipliers, penalty }) =>
    constraints.every(
      ({ left, right }, i) =>
        distance(left, right) <= primal + relative * Math.max(norm(left), norm(right)) &&
        penalty * distance(left, before[i] as Float64Array) <=
          dual + relative * norm(multipliers[i] as Float64Array),
    )
      ? { converged: true, reason: 'the residuals are small' }
      : undefined;

/** Stops where the objective changes by less than `tolerance`, or rises: then without convergence. */
export const stalledObjective =
  (tolerance: number): AdmmStop =>
  ({ value, valueBefore }) => {
    if (Math.abs(valueBefore - value) < tolerance)
      return { converged: true, reason: 'the objective stopped falling' };
    return value > valueBefore ? { converged: false, reason: 'the objective rose' } : undefined;
  };

/**
 * The alternating direction method of multipliers (Boyd et al. 2011): a step over every block of primal variables, then
 * Λ += ρ(right − left) of every constraint.
 * @throws `ILDL_OPTION` for a penalty or a number of iterations out of range
 */
export function* admm<S>(options: AdmmOptions<S>): Generator<Iterate, Minimum> {
  const { step, objective, constraints, parameters, iterations, stop } = options;
  const { start, growth, most } =
    typeof options.penalty === 'number'
      ? { start: options.penalty, growth: 1, most: options.penalty }
      : options.penalty;
  if (!(start > 0 && growth > 0))
    throw optionError(`The penalty of ADMM is ${start} and grows by ${growth}; give numbers above 0.`);
  if (!(Number.isInteger(iterations) && iterations >= 1))
    throw optionError(`The option iterations of ADMM is ${iterations}; give a whole number from 1.`);
  let state = options.start;
  let before = constraints(state).map(({ left }) => left);
  let multipliers: Float64Array[] = before.map(({ length }) => new Float64Array(length));
  let penalty = start;
  let value = Number.POSITIVE_INFINITY;
  for (let iteration = 1; iteration <= iterations; iteration++) {
    state = step(state, { multipliers, penalty });
    const here = state;
    const now = constraints(here);
    multipliers = now.map(({ left, right, gap = plus(right, -1, left) }, i) =>
      plus(multipliers[i] as Float64Array, penalty, gap),
    );
    const valueBefore = value;
    value = objective(here);
    yield { iteration, value, w: () => parameters(here) };
    const end = stop({ value, valueBefore, constraints: now, before, multipliers, penalty });
    if (end) return { w: parameters(here), value, iterations: iteration, ...end };
    before = now.map(({ left }) => left);
    penalty = Math.min(growth * penalty, most);
  }
  return {
    w: parameters(state),
    value,
    iterations,
    converged: false,
    reason: `${iterations} iterations were not enough`,
  };
}
