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

/** Every constant of the method; the defaults are those of its program. */
export type RdaOptions = {
  /** Rows a batch. */
  batchSize: number;
  epochs: number;
  learningRate: number;
  /** Decoupled: the share of each parameter that a step takes away, times the learning rate. */
  weightDecay: number;
  /** Largest global norm of the gradient; `null` does not clip (the program adapts its limit, which is 5 at most). */
  clip: number | null;
  /** Which epoch is kept: the `best` on validation rows, or the `last`. */
  keep: 'best' | 'last';
  /** Units of the encodings. */
  hidden: number;
  /** λ1, the share of the recovery loss. */
  recovery: number;
  /** λ2, the share of the alignment loss. */
  alignment: number;
  /** λ3, the share of the similarity loss. */
  similarity: number;
  /**
   * τ of the logit adjustment by the training label mass (not in the program); 0 adjusts nothing. It goes into the
   * prediction and the recovery loss, whose logits come from one decoder, and adds to the bias that the prediction loss
   * has of its own.
   */
  adjustment: number;
};

/** Shares of a loss that are worth trying. */
const weights = [0.01, 0.05, 0.1, 0.2, 0.5];

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
  search: { recovery: weights, alignment: weights, similarity: weights },
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
