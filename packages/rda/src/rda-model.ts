import { alignmentNetwork } from '@ildl/layers';
import {
  crossEntropyWithLogits,
  distributionBalancedWithLogits,
  gaussianKl,
  similarityMatching,
} from '@ildl/losses';
import { type Model, mapTree, type Problem, stopGradient } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';

type Term = 'prediction' | 'recovery' | 'alignment' | 'similarity';

/** The network of RDA with encodings of `hidden` units, and its four losses. */
export const rdaModel =
  (hidden: number) =>
  ({ features, labels, labelMass }: Problem): Model<Term> => {
    const network = alignmentNetwork({ features, labels, hidden });
    return {
      terms: ['prediction', 'recovery', 'alignment', 'similarity'],
      init: (rng) => ({ params: network.init(rng), buffers: {} }),
      losses: ({ params }, batch, { rng }) => {
        const { encodings, logits, recovered } = network.align(params, batch, rng);
        return {
          terms: {
            prediction: distributionBalancedWithLogits(batch.y, logits, labelMass),
            recovery: crossEntropyWithLogits(batch.y, recovered),
            alignment: gaussianKl(encodings.features, mapTree(encodings.labels, stopGradient)),
            similarity: similarityMatching(encodings.draws.features, encodings.draws.labels),
          },
        };
      },
      predict: ({ params }, x) => tf.softmax(network.apply(params, x)),
    };
  };
