import { checkOptions, defineMethod, fullBatchMethod, ildlError, nonNegative, positive } from '@ildl/trainer';
import { linearSoftmax } from './linear/linear-softmax.js';
import { maxentFit } from './maxent-fit.js';

/**
 * Maximum entropy with an L2 term: softmax regression of standardised features without an intercept, which minimizes the
 * mean cross-entropy + λ/2‖W‖². It is the model of SA-BFGS (Geng 2016) with the prior that a label distribution is
 * uniform until the features say otherwise.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const maxent = defineMethod({
  id: 'maxent',
  summary: 'softmax regression with an L2 term',
  defaults: {
    /** λ of λ/2‖W‖²; above 0, default 1. */
    lambda: 1,
    /** τ of the logit adjustment by the training label mass; at least 0, default 0, which adjusts nothing. */
    adjustment: 0,
  },
  features: 'standardised',
  usesValidation: false,
  search: { lambda: [1e-3, 1e-2, 0.1, 1, 10] },
  method: (options) => {
    if (options.lambda === null)
      throw ildlError(
        'ILDL_OPTION',
        'The option lambda of maxent is null; give a number, or take maxent-validated, which finds one.',
      );
    checkOptions('maxent', options, { lambda: positive, adjustment: nonNegative });
    return fullBatchMethod({
      name: 'maxent',
      solve: (train, problem) => maxentFit(train, problem, options.adjustment)(options.lambda),
      predict: linearSoftmax,
    });
  },
});
