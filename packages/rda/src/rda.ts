import { adam, chain, clipByGlobalNorm, scale, weightDecay } from '@ildl/branch-momentum';
import { unitLoss } from '@ildl/ema-weighting';
import { alignmentNetwork } from '@ildl/layers';
import { adjustLogits, logitOffsets } from '@ildl/logit-adjustment';
import {
  crossEntropyWithLogits,
  distributionBalancedWithLogits,
  gaussianKl,
  kl,
  similarityMatching,
} from '@ildl/losses';
import {
  checkOptions,
  defineMethod,
  gradientMethod,
  type Model,
  mapTree,
  notNegative,
  type Problem,
  positive,
  stopGradient,
  wholeFromOne,
} from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';

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

type Term = 'prediction' | 'recovery' | 'alignment' | 'similarity';

const model =
  ({ hidden, adjustment }: RdaOptions) =>
  ({ features, labels, labelMass }: Problem): Model<Term> => {
    const offsets = logitOffsets(labelMass, { strength: adjustment });
    const network = alignmentNetwork({ features, labels, hidden });
    return {
      terms: ['prediction', 'recovery', 'alignment', 'similarity'],
      init: (rng) => ({ params: network.init(rng), buffers: {} }),
      losses: ({ params }, batch, { rng }) => {
        const { encodings, logits, recovered } = network.align(params, batch, rng);
        return {
          terms: {
            prediction: distributionBalancedWithLogits(batch.y, adjustLogits(logits, offsets), labelMass),
            recovery: crossEntropyWithLogits(batch.y, adjustLogits(recovered, offsets)),
            alignment: gaussianKl(encodings.features, mapTree(encodings.labels, stopGradient)),
            similarity: similarityMatching(encodings.draws.features, encodings.draws.labels),
          },
        };
      },
      predict: ({ params }, x) => tf.softmax(network.apply(params, x)),
    };
  };

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
    hidden: 100,
    recovery: 0.1,
    alignment: 0.1,
    similarity: 0.1,
    adjustment: 0,
  },
  features: 'standardised',
  usesValidation: true,
  method: (options) => {
    checkOptions('rda', options, {
      learningRate: positive,
      weightDecay: notNegative,
      clip: positive,
      hidden: wholeFromOne,
      recovery: notNegative,
      alignment: notNegative,
      similarity: notNegative,
      adjustment: notNegative,
    });
    const { recovery, alignment, similarity, clip } = options;
    return gradientMethod({
      name: 'rda',
      model: model(options),
      weighting: unitLoss({ prediction: 1, recovery, alignment, similarity }),
      transform: chain(
        ...(clip === null ? [] : [clipByGlobalNorm(clip)]),
        adam({ amsgrad: true }),
        weightDecay(options.weightDecay),
        scale(-options.learningRate),
      ),
      validationLoss: kl,
      batchSize: options.batchSize,
      epochs: options.epochs,
    });
  },
});
