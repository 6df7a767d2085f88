import { branchMomentum } from '@ildl/branch-momentum';
import { fixedWeights } from '@ildl/ema-weighting';
import { kl } from '@ildl/losses';
import {
  checkOptions,
  defineMethod,
  gradientMethod,
  nonNegative,
  orNull,
  positive,
  positiveInteger,
  unitInterval,
} from '@ildl/trainer';
import { chain, clipByGlobalNorm, scale } from '@ildl/transforms';
import { dildlModel } from './dildl-model.js';
import type { DildlOptions } from './dildl-options.js';

/** The search space of the weights of losses. */
const lossWeights = [0.01, 0.05, 0.1, 0.2, 0.5];

/**
 * A method in the style of DILDL, decoupled imbalanced label distribution learning (Gao et al. 2025), after its abstract
 * and AMEMA's Figure 1(b).
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const dildl = defineMethod<DildlOptions>({
  id: 'dildl',
  summary: 'in the style of decoupled imbalanced label distribution learning (Gao et al. 2025)',
  defaults: {
    batchSize: 50,
    epochs: 100,
    learningRate: 0.1,
    momentum: 0.9,
    clip: 5,
    hidden: 100,
    dominantWeight: 0.2,
    recovery: 0.1,
    alignment: 0.01,
    similarity: 0.1,
  },
  features: 'scaled',
  usesValidation: true,
  search: { recovery: lossWeights, alignment: lossWeights, similarity: lossWeights },
  method: (options) => {
    checkOptions('dildl', options, {
      learningRate: positive,
      clip: orNull(positive),
      hidden: positiveInteger,
      dominantWeight: unitInterval,
      recovery: nonNegative,
      alignment: nonNegative,
      similarity: nonNegative,
    });
    const { clip, momentum, dominantWeight } = options;
    return gradientMethod({
      name: 'dildl',
      model: dildlModel(options),
      weighting: fixedWeights({ dominant: dominantWeight, nonDominant: 1 - dominantWeight }),
      transform: chain(
        ...(clip === null ? [] : [clipByGlobalNorm(clip)]),
        branchMomentum({ momenta: { dominant: momentum, nonDominant: momentum } }),
        scale(-options.learningRate),
      ),
      validationLoss: kl,
      batchSize: options.batchSize,
      epochs: options.epochs,
    });
  },
});
