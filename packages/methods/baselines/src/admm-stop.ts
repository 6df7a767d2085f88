import type { Problem } from '@ildl/interface';
import { dot } from '@ildl/minimizers';

/** A constraint `left = right` of ADMM. */
export interface Constraint {
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** `left` one iteration ago. */
  readonly before: Float64Array;
  readonly multipliers: Float64Array;
}

const absolute = 1e-4;
const relative = 1e-3;

const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));
const distance = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum);
};

/**
 * Whether the primal and the dual residuals of all constraints are small: Boyd et al. 2011, section 3.3, with the
 * tolerances of the code that published LDLSF and LDL-LCLR figures come from.
 */
export const admmStop = (
  constraints: readonly Constraint[],
  penalty: number,
  { size, labels }: Pick<Problem, 'size' | 'labels'>,
): boolean =>
  constraints.every(
    ({ left, right, before, multipliers }) =>
      distance(left, right) <= Math.sqrt(size) * absolute + relative * Math.max(norm(left), norm(right)) &&
      penalty * distance(left, before) <= Math.sqrt(labels) * absolute + relative * norm(multipliers),
  );
