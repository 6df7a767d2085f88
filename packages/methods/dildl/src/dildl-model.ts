import type { Model, Problem } from '@ildl/interface';
import { type Branch, decoupledModel, dominantAndRest } from '@ildl/label-decoupling';
import { alignmentNetwork } from '@ildl/layers';
import {
  crossEntropyWithLogits,
  distributionBalancedWithLogits,
  gaussianKl,
  similarityMatching,
} from '@ildl/losses';
import { mapTree, stopGradient } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import type { DildlOptions } from './dildl-options.js';

/** Two networks of RDA, each for one part of the label distribution. */
export const dildlModel =
  ({
    hidden,
    recovery,
    alignment,
    similarity,
  }: Pick<DildlOptions, 'hidden' | 'recovery' | 'alignment' | 'similarity'>) =>
  ({ features, labels }: Problem): Model<'dominant' | 'nonDominant'> => {
    const branch = (part: string): Branch => {
      const network = alignmentNetwork({ features, labels, hidden, name: part });
      const massName = `${part}/labelMass`;
      return {
        init: (rng) => ({ params: network.init(rng), buffers: { [massName]: tf.zeros([labels]) } }),
        // The loss of RDA on one part, balanced by the label mass of the part in the rows seen so far.
        loss: ({ params, buffers }, batch, { rng }) => {
          const mass = tf.add<tf.Tensor1D>(buffers[massName] as tf.Tensor1D, tf.sum(batch.y, 0));
          const { encodings, logits, recovered } = network.align(params, batch, rng.fork(part));
          const target = mapTree(encodings.labels, stopGradient);
          const loss = tf.addN([
            distributionBalancedWithLogits(batch.y, logits, mass),
            tf.mul(recovery, crossEntropyWithLogits(batch.y, recovered)),
            tf.mul(alignment, gaussianKl(encodings.features, target)),
            tf.mul(similarity, similarityMatching(encodings.draws.features, encodings.draws.labels)),
          ]) as tf.Scalar;
          return { loss, buffers: { [massName]: mass } };
        },
        predict: ({ params }, x) => tf.softmax(network.apply(params, x)),
      };
    };
    return decoupledModel({
      decouple: dominantAndRest,
      branches: { dominant: branch('dominant'), nonDominant: branch('nonDominant') },
    });
  };
