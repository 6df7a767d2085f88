import type { Iterate, Minimum, Objective } from '@ildl/minimizers';
import { lbfgs, softmaxRows, throughSoftmax } from '@ildl/minimizers';
import { checkOptions, defineMethod, fullBatchMethod, nonNegative, positiveInteger } from '@ildl/trainer';
import { linearSoftmaxWithIntercept, withIntercept } from './linear/linear-softmax.js';
import { type LogitLoss, weightSpace } from './linear/weight-space.js';

export type LdlHrOptions = {
  /** λ1 of λ1/2‖W‖²; at least 0, default 1e-4. */
  l2: number;
  /** λ2, the weight of the margin; at least 0, default 1e4. */
  marginWeight: number;
  /** λ3, the weight of the degrees of the other labels; at least 0, default 1. */
  rest: number;
  /** ρ, by which the highest label shall be ahead of every other; at least 0, default 0.01. */
  margin: number;
  /** Most iterations of L-BFGS; a whole number from 1, default 1000. */
  iterations: number;
};

/**
 * Σ|P − T| + λ2 Σ_i Σ_{j≠t} max(0, ρ − (p_it − p_ij)) + λ3 Σ|P − Y∘(1 − T)|, where T is 1 at the highest label t of a row
 * (the first, where labels tie) and 0 elsewhere. Smooth only piecewise; the gradient is one of its subgradients.
 */
export const hrLoss = (
  y: Float64Array,
  labels: number,
  { marginWeight, rest, margin }: Pick<LdlHrOptions, 'marginWeight' | 'rest' | 'margin'>,
): LogitLoss => {
  const tops = Int32Array.from({ length: y.length / labels }, (_, row) => {
    const degrees = y.subarray(row * labels, (row + 1) * labels);
    return row * labels + degrees.indexOf(Math.max(...degrees));
  });
  const p = new Float64Array(y.length);
  const byP = new Float64Array(y.length);
  return (logits) => {
    softmaxRows(logits, labels, p);
    let value = 0;
    for (let row = 0, i = 0; row < tops.length; row++) {
      const top = tops[row] as number;
      const highest = p[top] as number;
      let pulled = 0;
      for (let label = 0; label < labels; label++, i++) {
        const degree = p[i] as number;
        if (i === top) {
          value += 1 - degree + rest * degree;
          byP[i] = rest * Math.sign(degree) - 1;
          continue;
        }
        const error = degree - (y[i] as number);
        value += degree + rest * Math.abs(error);
        byP[i] = 1 + rest * Math.sign(error);
        const missing = margin - (highest - degree);
        if (missing > 0) {
          value += marginWeight * missing;
          byP[i] = (byP[i] as number) + marginWeight;
          pulled += marginWeight;
        }
      }
      byP[top] = (byP[top] as number) - pulled;
    }
    return { value, gradient: throughSoftmax(p, byP, labels, byP) };
  };
};

const gradientTolerance = 1e-6;

/** The same iterations, which have converged only where the gradient is 0: elsewhere they hang at a kink. */
function* smoothly(
  iterations: Generator<Iterate, Minimum>,
  objective: Objective,
): Generator<Iterate, Minimum> {
  const end = yield* iterations;
  return objective(end.w).gradient.every((g) => Math.abs(g) <= gradientTolerance)
    ? end
    : { ...end, converged: false, reason: `${end.reason}, at a kink that may be no minimum` };
}

/**
 * LDL-HR (Wang, Geng, IJCAI 2021): learns the highest label and the degrees of the rest. It is meant for classification:
 * the highest label is pulled to degree 1. Its objective is not smooth, and L-BFGS can stall at once near the uniform
 * prediction, which the minimum then says: `converged: false`.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const ldlHr = defineMethod<LdlHrOptions>({
  id: 'ldl-hr',
  summary: 'the highest label and the rest (Wang, Geng 2021)',
  defaults: { l2: 1e-4, marginWeight: 1e4, rest: 1, margin: 0.01, iterations: 1000 },
  features: 'raw',
  usesValidation: false,
  search: { l2: [1e-5, 1e-4, 1e-3, 1e-2], marginWeight: [1e2, 1e4, 1e6], rest: [0.1, 1, 10] },
  method: (options) => {
    checkOptions('ldl-hr', options, {
      l2: nonNegative,
      marginWeight: nonNegative,
      rest: nonNegative,
      margin: nonNegative,
      iterations: positiveInteger,
    });
    return fullBatchMethod({
      name: 'ldl-hr',
      *solve({ x, y: { values: y, rows } }, { features, labels }) {
        const start = new Float64Array((features + 1) * labels);
        const space = weightSpace(withIntercept(x), rows, features + 1, start);
        const objective = space.objective(hrLoss(y, labels, options), options.l2);
        const minimizer = lbfgs({ maximumIterations: options.iterations, gradientTolerance });
        return yield* space.lifted(smoothly(minimizer.minimize(objective, space.start), objective));
      },
      predict: linearSoftmaxWithIntercept,
    });
  },
});
