import { lbfgs } from '@ildl/minimizers';
import { checkOptions, defineMethod, fullBatchMethod, nonNegative, positiveInteger } from '@ildl/trainer';
import { crossEntropy } from './linear/cross-entropy.js';
import { type InitialWeights, initialWeights } from './linear/initial-weights.js';
import { linearSoftmax } from './linear/linear-softmax.js';
import { weightSpace } from './linear/weight-space.js';

export type SaBfgsOptions = {
  /** λ of λ/2‖W‖²; at least 0, default 0: the paper has none. */
  l2: number;
  /** Where W starts: `zero` (default), or `uniform01`, uniform in [0, 1), as PyLDL does. */
  init: InitialWeights;
  /** Most iterations of L-BFGS; a whole number from 1, default 600. */
  iterations: number;
  /** L-BFGS stops where the objective falls by no more than this, relatively; at least 0, default 2.2e-9. */
  tolerance: number;
  /** L-BFGS stops where no component of the gradient is larger; at least 0, default 1e-6. */
  gradientTolerance: number;
  /** How many steps L-BFGS takes the curvature from; a whole number from 1, default 10. */
  memory: number;
};

/**
 * SA-BFGS (Geng 2016): softmax regression without an intercept, whose cross-entropy, summed over the rows, L-BFGS
 * minimizes. With more features than rows the minimum lies at infinity, and the iterations decide what is learned.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const saBfgs = defineMethod<SaBfgsOptions>({
  id: 'sa-bfgs',
  summary: 'softmax regression by L-BFGS (Geng 2016)',
  defaults: { l2: 0, init: 'zero', iterations: 600, tolerance: 2.2e-9, gradientTolerance: 1e-6, memory: 10 },
  features: 'raw',
  usesValidation: false,
  search: { l2: [0, 1e-2, 0.1, 1] },
  method: (options) => {
    const { l2, init, iterations, tolerance, gradientTolerance, memory } = options;
    checkOptions(
      'sa-bfgs',
      options,
      {
        l2: nonNegative,
        iterations: positiveInteger,
        tolerance: nonNegative,
        gradientTolerance: nonNegative,
        memory: positiveInteger,
      },
      { init: ['zero', 'uniform01'] },
    );
    return fullBatchMethod({
      name: 'sa-bfgs',
      *solve({ x, y: { values: y, rows } }, { features, labels }, rng) {
        const start = initialWeights(init, features * labels, rng.fork('init'));
        const space = weightSpace(x, rows, features, start);
        const objective = space.objective(crossEntropy(y, labels), l2);
        const minimizer = lbfgs({
          memory,
          maximumIterations: iterations,
          functionTolerance: tolerance,
          gradientTolerance,
        });
        return yield* space.lifted(minimizer.minimize(objective, space.start));
      },
      predict: linearSoftmax,
    });
  },
});
