import { adam, chain, clipByGlobalNorm, scale, weightDecay } from '@ildl/branch-momentum';
import { mlp } from '@ildl/layers';
import { kl, type LabelMass } from '@ildl/losses';
import {
  checkOptions,
  defineMethod,
  gradientMethod,
  type MethodDefinition,
  notNegative,
  positive,
  type Search,
  wholeFromOne,
} from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { type OfrOptions, ofrSearch } from './ofr-options.js';

/** What tells the three methods apart. */
export type Reshaped<O> = {
  readonly id: string;
  readonly summary: string;
  readonly defaults: O;
  /** @throws `ILDL_OPTION` for an option of the loss that is out of range */
  loss(y: tf.Tensor2D, logits: tf.Tensor2D, labelMass: LabelMass, options: O): tf.Scalar;
};

/** A method that trains one network with a reshaped loss: an encoder with ReLU and a predictor, by AdamW with AMSGrad. */
export const oneNetwork = <O extends OfrOptions>({ loss, ...about }: Reshaped<O>): MethodDefinition<O> =>
  defineMethod<O>({
    ...about,
    features: 'standardised',
    usesValidation: true,
    search: ofrSearch as Search<O>,
    method: (options) => {
      const { learningRate, clip, hidden, batchSize, epochs } = options;
      const ranges = {
        learningRate: positive,
        weightDecay: notNegative,
        clip: positive,
        hidden: wholeFromOne,
      };
      checkOptions<OfrOptions>(about.id, options, ranges);
      // A loss checks its own options: once here, before there are rows.
      tf.tidy(() => loss(tf.ones([1, 1]), tf.zeros([1, 1]), [1], options));
      return gradientMethod<'prediction'>({
        name: about.id,
        model: ({ features, labels, labelMass }) => {
          const network = mlp({
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
