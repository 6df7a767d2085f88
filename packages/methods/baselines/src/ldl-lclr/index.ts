import { admm, lbfgs, minimumOf, plus, smallResiduals } from '@ildl/minimizers';
import {
  checkOptions,
  defineMethod,
  fullBatchMethod,
  nonNegative,
  positive,
  positiveInteger,
} from '@ildl/trainer';
import { clusterRows, rowsByCluster } from '../cluster-rows.js';
import { linearSoftmax } from '../linear/linear-softmax.js';
import { whitenedSpace } from '../linear/whitened-space.js';
import { publishedTolerances } from '../published-tolerances.js';
import { divergenceFrom, labelDistances, lclrObjective, unexplained } from './objective.js';
import type { LdlLclrOptions } from './options.js';
import { constraintsOf, correlationStep, type LdlLclrState, splitStep, weightLoss } from './steps.js';

export type { LdlLclrOptions };

const identity = (size: number): Float64Array =>
  Float64Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0));

/**
 * LDL-LCLR (Ren et al., IJCAI 2019): softmax regression whose predictions, times a label correlation matrix S of low
 * rank, explain the label distributions but for outliers, by ADMM. S is not used to predict.
 *
 * All steps are minima of the augmented Lagrangian; published code takes other gradients.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const ldlLclr = defineMethod<LdlLclrOptions>({
  id: 'ldl-lclr',
  summary: 'low-rank and local label correlations, by ADMM (Ren et al. 2019)',
  defaults: {
    l2: 1e-4,
    outliers: 1e-3,
    lowRank: 1e-3,
    local: 1e-3,
    distant: 'separates',
    clusters: 4,
    penalty: 1,
    iterations: 100,
    innerIterations: 1000,
    innerTolerance: 1e-7,
  },
  features: 'raw',
  usesValidation: false,
  search: {
    l2: [1e-5, 1e-4, 1e-3, 1e-2],
    outliers: [1e-4, 1e-3, 1e-2],
    lowRank: [1e-4, 1e-3, 1e-2],
    local: [1e-4, 1e-3, 1e-2],
  },
  method: (options) => {
    checkOptions(
      'ldl-lclr',
      options,
      {
        l2: positive,
        outliers: nonNegative,
        lowRank: nonNegative,
        local: nonNegative,
        clusters: positiveInteger,
        penalty: positive,
        iterations: positiveInteger,
        innerIterations: positiveInteger,
        innerTolerance: nonNegative,
      },
      { distant: ['separates', 'joins'] },
    );
    const { l2, penalty } = options;
    const minimizer = lbfgs({
      maximumIterations: options.innerIterations,
      functionTolerance: options.innerTolerance,
    });
    return fullBatchMethod({
      name: 'ldl-lclr',
      solve({ x, y }, problem, rng) {
        const { features, labels, size } = problem;
        const divergence = divergenceFrom(y.values, labels);
        const clusters = rowsByCluster(clusterRows(y.values, labels, options.clusters, rng.fork('clusters')));
        const sign = options.distant === 'separates' ? 1 : -1;
        const local = labelDistances(y.values, labels, clusters).map((t) => sign * options.local * t);
        const space = whitenedSpace(x, size, features, labels, { curvature: 0.25, penalty: 2 * l2 });
        return admm<LdlLclrState>({
          start: {
            at: space.start,
            s: identity(labels),
            e: new Float64Array(size * labels),
            z: identity(labels),
            rest: new Float64Array(size * labels),
          },
          step: (before, { multipliers }) => {
            const [v, v2] = multipliers as [Float64Array, Float64Array];
            const loss = weightLoss(y, before, v, penalty, divergence);
            const { w: at } = minimumOf(minimizer.minimize(space.objective(loss), before.at));
            const p = plus(divergence(space.logits(at)).gradient, 1, y.values);
            const s = correlationStep(p, y, before, [v, v2], local, penalty);
            const rest = unexplained(p, s, y);
            return { at, s, rest, ...splitStep(rest, s, [v, v2], labels, options) };
          },
          objective: ({ at, s, rest }) =>
            lclrObjective(
              divergence(space.logits(at)).value,
              space.squaredLength(at),
              s,
              rest,
              local,
              labels,
              options,
            ),
          constraints: constraintsOf,
          parameters: ({ at }) => space.weights(at),
          penalty,
          iterations: options.iterations,
          stop: smallResiduals(publishedTolerances(problem)),
        });
      },
      predict: linearSoftmax,
    });
  },
});
