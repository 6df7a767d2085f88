import { admm, matmul, projectOnSimplex, smallResiduals } from '@ildl/minimizers';
import {
  checkOptions,
  defineMethod,
  fullBatchMethod,
  nonNegative,
  positive,
  positiveInteger,
} from '@ildl/trainer';
import { publishedTolerances } from '../published-tolerances.js';
import { labelCorrelation, ldlsfObjective } from './objective.js';
import type { LdlsfOptions, LdlsfState } from './options.js';
import { constraintsOf, splitStep, weightStep } from './steps.js';

export type { LdlsfOptions };

/** The first columns of the identity, times `value`. */
const identity = (features: number, labels: number, value: number): Float64Array =>
  Float64Array.from({ length: features * labels }, (_, i) =>
    Math.floor(i / labels) === i % labels ? value : 0,
  );

/**
 * LDLSF (Ren et al., IJCAI 2019): a linear model whose weights are the sum of features of single labels and features
 * that labels share, by ADMM; its output is projected on the simplex.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const ldlsf = defineMethod<LdlsfOptions>({
  id: 'ldlsf',
  summary: 'label-specific and shared features, by ADMM (Ren et al. 2019)',
  defaults: {
    specific: 1e-4,
    shared: 1e-2,
    correlation: 1e-3,
    penalty: 1e-3,
    iterations: 100,
    groups: 'rows',
  },
  features: 'raw',
  usesValidation: false,
  search: { specific: [1e-5, 1e-4, 1e-3], shared: [1e-3, 1e-2, 0.1], correlation: [1e-4, 1e-3, 1e-2] },
  method: (options) => {
    checkOptions(
      'ldlsf',
      options,
      {
        specific: nonNegative,
        shared: nonNegative,
        correlation: nonNegative,
        penalty: positive,
        iterations: positiveInteger,
      },
      { groups: ['rows', 'columns'] },
    );
    const { penalty, iterations } = options;
    return fullBatchMethod({
      name: 'ldlsf',
      *solve(train, problem) {
        const { features, labels, size } = problem;
        const m = labelCorrelation(train.y);
        const { step, convex } = weightStep(train, m, options);
        const half = identity(features, labels, 0.5);
        const end = yield* admm<LdlsfState>({
          start: {
            w: identity(features, labels, 1),
            specific: half,
            shared: half,
            xw: new Float64Array(size * labels),
          },
          step: ({ specific, shared }, { multipliers }) => {
            const [split, sums] = multipliers as [Float64Array, Float64Array];
            const moved = step({ specific, shared }, split, sums);
            return { ...moved, ...splitStep(moved.w, shared, split, labels, options) };
          },
          objective: (state) => ldlsfObjective(state, train.y, m, options),
          constraints: (state) => constraintsOf(state, labels),
          parameters: ({ w }) => w.slice(),
          penalty,
          iterations,
          stop: smallResiduals(publishedTolerances(problem)),
        });
        return convex
          ? end
          : {
              ...end,
              reason: `${end.reason}; the label correlation is too strong to be convex, and was cut`,
            };
      },
      predict: (w, x, { features, labels }) =>
        projectOnSimplex(matmul(x, w, x.rows, features, labels), labels),
    });
  },
});
