import type { Model, Problem } from '@ildl/interface';
import { adjustLogits, logitOffsets } from '@ildl/label-shift';
import { alignmentNetwork } from '@ildl/layers';
import {
  crossEntropyWithLogits,
  distributionBalancedWithLogits,
  gaussianKl,
  similarityMatching,
} from '@ildl/losses';
import { mapTree, stopGradient } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';

type Term = 'prediction' | 'recovery' | 'alignment' | 'similarity';

/** The network of RDA with encodings of `hidden` units, and its four losses, on logits adjusted by `adjustment`. */
export const rdaModel =
  ({ hidden, adjustment }: { readonly hidden: number; readonly adjustment: number }) =>
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
