import type { Problem } from '@ildl/interface';
import type { Minimum } from '@ildl/minimizers';
import { matmul } from '@ildl/minimizers';
import { defineMethod, fullBatchMethod, type HostBatch } from '@ildl/trainer';
import { crossEntropy } from './linear/cross-entropy.js';
import { linearSoftmax } from './linear/linear-softmax.js';
import { maxentFit } from './maxent-fit.js';

const candidates = [10, 1, 0.1, 0.01, 0.001];

/** The mean cross-entropy of rows: the same up to a constant as their Kullback-Leibler divergence. */
const meanLoss = (
  w: Float64Array,
  { x, y: { values: y, rows } }: HostBatch,
  { features, labels }: Problem,
): number => crossEntropy(y, labels)(matmul(x, w, rows, features, labels)).value / rows;

/**
 * `maxent` with the λ of {0.001, 0.01, 0.1, 1, 10} that has the lowest divergence on validation rows (a tie takes the
 * larger); without validation rows, λ = 1. Validation rows that were sampled as the training rows are share
 * their bias: then this can do worse than λ = 1.
 * @throws `ILDL_OPTION` for an option, of which it has none
 */
export const maxentValidated = defineMethod({
  id: 'maxent-validated',
  summary: 'maxent with the lambda that validation rows prefer',
  defaults: {},
  features: 'standardised',
  usesValidation: true,
  method: () =>
    fullBatchMethod({
      name: 'maxent-validated',
      *solve(train, problem, _, valid) {
        const fit = maxentFit(train, problem);
        let best: { readonly loss: number; readonly minimum: Minimum } | undefined;
        let iterations = 0;
        for (const lambda of valid ? candidates : [1]) {
          const run = fit(lambda);
          let next = run.next();
          for (; !next.done; next = run.next()) yield { ...next.value, iteration: ++iterations };
          const loss = valid ? meanLoss(next.value.w, valid, problem) : 0;
          if (best === undefined || loss < best.loss)
            best = { loss, minimum: { ...next.value, reason: `λ = ${lambda}: ${next.value.reason}` } };
        }
        return { ...(best as NonNullable<typeof best>).minimum, iterations };
      },
      predict: linearSoftmax,
    }),
});
