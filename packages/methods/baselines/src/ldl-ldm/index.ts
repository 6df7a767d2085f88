import { lbfgs } from '@ildl/minimizers';
import { checkOptions, defineMethod, fullBatchMethod, nonNegative, positiveInteger } from '@ildl/trainer';
import { clusterRows } from '../cluster-rows.js';
import { linearSoftmaxWithIntercept, withIntercept } from '../linear/linear-softmax.js';
import { weightSpace } from '../linear/weight-space.js';
import { ldmLoss } from './objective.js';
import type { LdlLdmOptions } from './options.js';

export type { LdlLdmOptions };

/**
 * LDL-LDM (Wang, Geng 2021): softmax regression whose predictions keep to the label manifolds of the training labels, of
 * all rows and of clusters of rows.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const ldlLdm = defineMethod<LdlLdmOptions>({
  id: 'ldl-ldm',
  summary: 'global and local label manifolds (Wang, Geng 2021)',
  defaults: { l2: 1e-3, global: 1, local: 1, clusters: 10, iterations: 300 },
  features: 'raw',
  usesValidation: false,
  search: { l2: [1e-4, 1e-3, 1e-2, 0.1], global: [0.1, 1, 10], local: [0.1, 1, 10] },
  method: (options) => {
    checkOptions('ldl-ldm', options, {
      l2: nonNegative,
      global: nonNegative,
      local: nonNegative,
      clusters: positiveInteger,
      iterations: positiveInteger,
    });
    return fullBatchMethod({
      name: 'ldl-ldm',
      *solve({ x, y: { values: y, rows } }, { features, labels }, rng) {
        const clusters = clusterRows(y, labels, options.clusters, rng.fork('clusters'));
        const identity = new Float64Array((features + 1) * labels);
        for (let i = 0; i < Math.min(features + 1, labels); i++) identity[i * (labels + 1)] = 1;
        const space = weightSpace(withIntercept(x), rows, features + 1, identity);
        const objective = space.objective(ldmLoss(y, labels, clusters, options), options.l2);
        const minimizer = lbfgs({ maximumIterations: options.iterations });
        return yield* space.lifted(minimizer.minimize(objective, space.start));
      },
      predict: linearSoftmaxWithIntercept,
    });
  },
});
