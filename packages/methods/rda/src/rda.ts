import { unitLoss } from '@ildl/ema-weighting';
import { kl } from '@ildl/losses';
import {
  checkOptions,
  defineMethod,
  gradientMethod,
  nonNegative,
  orNull,
  positive,
  positiveInteger,
} from '@ildl/trainer';
import { adam, chain, clipByGlobalNorm, scale, weightDecay } from '@ildl/transforms';
import { rdaModel } from './rda-model.js';

/** Every constant of the method. The defaults are those of the authors' program, unless marked otherwise. */
export type RdaOptions = {
  /** Rows per batch, from 1; 50. */
  batchSize: number;
  /** Passes over the training rows, from 1; 300. */
  epochs: number;
  /** Of AdamW with AMSGrad, above 0; 0.001. */
  learningRate: number;
  /** Decoupled weight decay, from 0; 1e-4. A step subtracts `learningRate * weightDecay` times each parameter. */
  weightDecay: number;
  /**
   * Largest global norm of the gradient, above 0, or `null` for no clipping; 5. The program adapts its limit, which is 5
   * at most.
   */
  clip: number | null;
  /** The epoch that is kept: the `best` on validation rows, the default, or the `last`. */
  keep: 'best' | 'last';
  /** Units of the encodings, from 1; 100. */
  hidden: number;
  /** λ1, the weight of the recovery loss, from 0; 0.1. */
  recovery: number;
  /** λ2, the weight of the alignment loss, from 0; 0.1. */
  alignment: number;
  /** λ3, the weight of the similarity loss, from 0; 0.1. */
  similarity: number;
  /**
   * τ of the logit adjustment by the training label mass, from 0; 0, which adjusts nothing (ours: the program has none).
   * It enters the prediction and the recovery loss, whose logits come from one decoder, beside the bias that the
   * prediction loss has of its own.
   */
  adjustment: number;
};

/** The search space of the weights of losses. */
const lossWeights = [0.01, 0.05, 0.1, 0.2, 0.5];

/**
 * RDA: representation distribution alignment (Zhao et al., AAAI 2023).
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const rda = defineMethod<RdaOptions>({
  id: 'rda',
  summary: 'representation distribution alignment (Zhao et al. 2023)',
  defaults: {
    batchSize: 50,
    epochs: 300,
    learningRate: 0.001,
    weightDecay: 1e-4,
    clip: 5,
    keep: 'best',
    hidden: 100,
    recovery: 0.1,
    alignment: 0.1,
    similarity: 0.1,
    adjustment: 0,
  },
  features: 'scaled',
  usesValidation: true,
  search: { recovery: lossWeights, alignment: lossWeights, similarity: lossWeights },
  method: (options) => {
    checkOptions(
      'rda',
      options,
      {
        learningRate: positive,
        weightDecay: nonNegative,
        clip: orNull(positive),
        hidden: positiveInteger,
        recovery: nonNegative,
        alignment: nonNegative,
        similarity: nonNegative,
        adjustment: nonNegative,
      },
      { keep: ['best', 'last'] },
    );
    const { recovery, alignment, similarity, clip } = options;
    return gradientMethod({
      name: 'rda',
      model: rdaModel(options),
      weighting: unitLoss({ prediction: 1, recovery, alignment, similarity }),
      transform: chain(
        ...(clip === null ? [] : [clipByGlobalNorm(clip)]),
        adam({ amsgrad: true }),
        weightDecay(options.weightDecay),
        scale(-options.learningRate),
      ),
      ...(options.keep === 'best' ? { validationLoss: kl } : {}),
      batchSize: options.batchSize,
      epochs: options.epochs,
    });
  },
});
