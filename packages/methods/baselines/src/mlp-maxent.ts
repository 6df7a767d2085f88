import { defineMethod, ensembleOf } from '@ildl/trainer';
import { maxent } from './maxent.js';
import { type MlpOptions, mlp } from './mlp.js';

export type MlpMaxentOptions = MlpOptions & {
  /** λ of maxent; above 0, default 0.3. */
  lambda: number;
};

/**
 * The mean prediction of `mlp` and `maxent`, both with logits adjusted by the same τ. Its defaults are not of a paper:
 * validation rows drawn before sampling preferred them on Emotion6.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const mlpMaxent = defineMethod<MlpMaxentOptions>({
  id: 'mlp-maxent',
  summary: 'the mean prediction of mlp, averaged over seeds, and maxent, both with logit adjustment',
  defaults: {
    ...mlp.defaults,
    epochs: 30,
    weightDecay: 30,
    dropout: 0.9,
    adjustment: 1,
    members: 10,
    lambda: 0.3,
  },
  features: 'standardised',
  usesValidation: true,
  search: {
    weightDecay: [0, 10, 30],
    dropout: [0, 0.5, 0.9],
    adjustment: [0, 0.5, 1],
    lambda: [0.1, 0.3, 1],
  },
  method: ({ lambda, ...options }) =>
    ensembleOf('mlp-maxent', [mlp(options), maxent({ lambda, adjustment: options.adjustment })]),
});
