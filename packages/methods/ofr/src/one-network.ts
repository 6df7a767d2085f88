import type { MethodDefinition, Search } from '@ildl/interface';
import { multilayerPerceptron } from '@ildl/layers';
import { kl, type LabelMass } from '@ildl/losses';
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
import * as tf from '@tensorflow/tfjs';
import { type OfrOptions, ofrSearch } from './ofr-options.js';

/** The differences of the three methods. */
export type Reshaped<O extends OfrOptions> = {
  readonly id: string;
  readonly summary: string;
  readonly defaults: O;
  /** Ranges and choices of the options of its loss. */
  readonly ranges?: Parameters<typeof checkOptions<O>>[2];
  readonly choices?: Parameters<typeof checkOptions<O>>[3];
  loss(y: tf.Tensor2D, logits: tf.Tensor2D, labelMass: LabelMass, options: O): tf.Scalar;
};

/** A method that trains one network with a reshaped loss: an encoder with ReLU and a predictor, by AdamW with AMSGrad. */
export const oneNetwork = <O extends OfrOptions>({
  loss,
  ranges = {},
  choices = {},
  ...about
}: Reshaped<O>): MethodDefinition<O> =>
  defineMethod<O>({
    ...about,
    features: 'standardised',
    usesValidation: true,
    search: ofrSearch as Search<O>,
    method: (options) => {
      const { learningRate, clip, hidden, batchSize, epochs } = options;
      checkOptions<OfrOptions>(about.id, options, {
        learningRate: positive,
        weightDecay: nonNegative,
        clip: orNull(positive),
        hidden: positiveInteger,
        focus: nonNegative,
      });
      checkOptions(about.id, options, ranges, choices);
      return gradientMethod<'prediction'>({
        name: about.id,
        model: ({ features, labels, labelMass }) => {
          const network = multilayerPerceptron({
            inputs: features,
            hidden: [hidden],
            outputs: labels,
            initializer: 'kaiming',
          });
          return {
            terms: ['prediction'],
            init: (rng) => ({ params: network.init(rng), buffers: {} }),
            losses: ({ params }, { x, y }) => ({
              terms: { prediction: loss(y, network.apply(params, x), labelMass, options) },
            }),
            predict: ({ params }, x) => tf.softmax(network.apply(params, x)),
          };
        },
        transform: chain(
          ...(clip === null ? [] : [clipByGlobalNorm(clip)]),
          adam({ amsgrad: true }),
          weightDecay(options.weightDecay),
          scale(-learningRate),
        ),
        validationLoss: kl,
        batchSize,
        epochs,
      });
    },
  });
