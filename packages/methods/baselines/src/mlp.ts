import type { ModelFor } from '@ildl/interface';
import { adjustLogits, logitOffsets } from '@ildl/label-shift';
import { linear, named } from '@ildl/layers';
import { kl, klWithLogits } from '@ildl/losses';
import {
  checkOptions,
  defineMethod,
  ensemble,
  gradientMethod,
  positive,
  positiveInteger,
} from '@ildl/trainer';
import { adam, chain, scale, weightDecay } from '@ildl/transforms';
import * as tf from '@tensorflow/tfjs';

export type MlpOptions = {
  /** Rows a batch; a whole number from 1, default 64. */
  batchSize: number;
  /** Passes over the training rows; a whole number from 1, default 50. */
  epochs: number;
  /** Of Adam; above 0, default 1e-3. */
  learningRate: number;
  /** Decoupled weight decay λ, as AdamW has it: w ← w − learningRate · λw; at least 0, default 0. */
  weightDecay: number;
  /** Units of the hidden layer; a whole number from 1, default 100. */
  hidden: number;
  /** Share of hidden units left out in a step, in [0, 1), default 0. */
  dropout: number;
  /** τ of the logit adjustment by the training label mass; at least 0, default 0, which adjusts nothing. */
  adjustment: number;
  /** Fits whose predictions are averaged, each with a seed of its own; a whole number from 1, default 1. */
  members: number;
};

const model =
  ({ hidden, dropout, adjustment }: MlpOptions): ModelFor<'kl'> =>
  ({ features, labels, labelMass }) => {
    const encoder = named('all/encoder', linear({ inputs: features, outputs: hidden }));
    const predictor = named('all/predictor', linear({ inputs: hidden, outputs: labels }));
    const offsets = logitOffsets(labelMass, { strength: adjustment });
    return {
      terms: ['kl'],
      init: (rng) => ({
        params: { ...encoder.init(rng.fork('encoder')), ...predictor.init(rng.fork('predictor')) },
        buffers: {},
      }),
      losses: ({ params }, { x, y }, { rng }) => {
        const h = tf.relu(encoder.apply(params, x));
        const kept = tf.div(rng.bernoulli<tf.Rank.R2>([x.shape[0], hidden], 1 - dropout), 1 - dropout);
        const logits = predictor.apply(params, dropout > 0 ? tf.mul<tf.Tensor2D>(h, kept) : h);
        return { terms: { kl: klWithLogits(y, adjustLogits(logits, offsets)) } };
      },
      predict: ({ params }, x) => tf.softmax(predictor.apply(params, tf.relu(encoder.apply(params, x)))),
    };
  };

/** One network with one KL loss, to show what logit adjustment and averaging over seeds do by themselves. */
export const mlp = defineMethod<MlpOptions>({
  id: 'mlp',
  summary: 'one network with a KL loss, with logit adjustment and averaging over seeds as options',
  defaults: {
    batchSize: 64,
    epochs: 50,
    learningRate: 0.001,
    weightDecay: 0,
    hidden: 100,
    dropout: 0,
    adjustment: 0,
    members: 1,
  },
  features: 'standardised',
  usesValidation: true,
  search: { learningRate: [3e-4, 1e-3, 3e-3, 1e-2], weightDecay: [0, 1e-4, 1e-2] },
  method: (options) => {
    const { learningRate, members } = options;
    checkOptions('mlp', options, {
      dropout: ['a number in [0, 1)', (value) => value >= 0 && value < 1],
      hidden: positiveInteger,
      learningRate: positive,
    });
    logitOffsets([1, 1], { strength: options.adjustment });
    const one = gradientMethod({
      name: 'mlp',
      model: model(options),
      transform: chain(adam(), weightDecay(options.weightDecay), scale(-learningRate)),
      validationLoss: kl,
      batchSize: options.batchSize,
      epochs: options.epochs,
    });
    return members === 1 ? one : ensemble(one, members);
  },
});
