import type { Params, Rng } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import { drawFrom, type GaussianOutput, gaussian } from './gaussian.js';
import type { Layer } from './layer.js';
import { type LinearOptions, linear } from './linear.js';
import { named } from './named.js';

export interface AlignmentNetworkOptions {
  /** Columns of the features. */
  readonly features: number;
  readonly labels: number;
  /** Units of the encodings. */
  readonly hidden: number;
  /** Before the names of all parameters, as by `named`; for networks side by side. */
  readonly name?: string;
  /** `kaiming` by default, as in the experiments of RDA. */
  readonly initializer?: LinearOptions['initializer'];
}

/** What rows of features and their label distributions are encoded as, all of the same shape. */
export interface Encodings {
  readonly features: GaussianOutput;
  readonly labels: GaussianOutput;
  /** A draw from each, [n, hidden]. */
  readonly draws: { readonly features: tf.Tensor2D; readonly labels: tf.Tensor2D };
}

export interface AlignmentNetwork {
  init(rng: Rng): Params;
  /** The prediction for features [n, features]: logits [n, labels]. */
  apply(params: Params, x: tf.Tensor2D): tf.Tensor2D;
  /** Both encodings of a batch, the prediction, and the labels as recovered from the draw of their own encoding. */
  align(
    params: Params,
    batch: { readonly x: tf.Tensor2D; readonly y: tf.Tensor2D },
    rng: Rng,
  ): { readonly encodings: Encodings; readonly logits: tf.Tensor2D; readonly recovered: tf.Tensor2D };
}

/**
 * The network of RDA: features and label distributions each have a linear encoder and a Gaussian encoding of what it
 * gives, and share one linear decoder to logits. A prediction is the decoder of the ReLU of the encoded features; labels
 * are recovered by the decoder from a draw of their encoding, without ReLU.
 *
 * Its parameters are `features/…`, `labels/…` (`encoder`, `mean`, `logVariance`) and `decoder/…`.
 *
 * Source: RDA (Zhao et al. 2023).
 * @throws as `linear`
 */
export const alignmentNetwork = ({
  features,
  labels,
  hidden,
  name,
  initializer = 'kaiming',
}: AlignmentNetworkOptions): AlignmentNetwork => {
  const within = <Output>(part: string, layer: Layer<Output>): Layer<Output> =>
    name === undefined ? named(part, layer) : named(name, named(part, layer));
  const encoderOf = (part: string, inputs: number) => ({
    encoder: within(part, named('encoder', linear({ inputs, outputs: hidden, initializer }))),
    head: within(part, gaussian({ inputs: hidden, outputs: hidden, initializer })),
  });
  const [ofFeatures, ofLabels] = [encoderOf('features', features), encoderOf('labels', labels)];
  const decoder = within('decoder', linear({ inputs: hidden, outputs: labels, initializer }));
  const decode = (params: Params, encoded: tf.Tensor2D) => decoder.apply(params, tf.relu(encoded));
  return {
    init: (rng) => ({
      ...ofFeatures.encoder.init(rng),
      ...ofFeatures.head.init(rng),
      ...ofLabels.encoder.init(rng),
      ...ofLabels.head.init(rng),
      ...decoder.init(rng),
    }),
    apply: (params, x) => decode(params, ofFeatures.encoder.apply(params, x)),
    align: (params, { x, y }, rng) => {
      const encoded = ofFeatures.encoder.apply(params, x);
      const encodings = {
        features: ofFeatures.head.apply(params, encoded),
        labels: ofLabels.head.apply(params, ofLabels.encoder.apply(params, y)),
      };
      const draws = {
        features: drawFrom(encodings.features, rng.fork('features')),
        labels: drawFrom(encodings.labels, rng.fork('labels')),
      };
      return {
        encodings: { ...encodings, draws },
        logits: decode(params, encoded),
        recovered: decoder.apply(params, draws.labels),
      };
    },
  };
};
