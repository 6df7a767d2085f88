import type { Batch, Model, Params, Problem, Rng, Variables } from '@ildl/interface';
import { dominantAndRest } from '@ildl/label-decoupling';
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

type Branch = 'dominant' | 'nonDominant';

/** Two networks of RDA, each for one part of the label distribution. */
export const dildlModel =
  ({
    hidden,
    recovery,
    alignment,
    similarity,
  }: Pick<DildlOptions, 'hidden' | 'recovery' | 'alignment' | 'similarity'>) =>
  ({ features, labels }: Problem): Model<Branch> => {
    const branch = (name: Branch) => {
      const network = alignmentNetwork({ features, labels, hidden, name });
      const massName = `${name}/labelMass`;
      /** The loss of RDA on one part, balanced by the label mass of the part in the rows seen so far. */
      const lossOf = ({ params, buffers }: Variables, batch: Batch, rng: Rng) => {
        const mass = tf.add<tf.Tensor1D>(buffers[massName] as tf.Tensor1D, tf.sum(batch.y, 0));
        const { encodings, logits, recovered } = network.align(params, batch, rng.fork(name));
        const target = mapTree(encodings.labels, stopGradient);
        const loss = tf.addN([
          distributionBalancedWithLogits(batch.y, logits, mass),
          tf.mul(recovery, crossEntropyWithLogits(batch.y, recovered)),
          tf.mul(alignment, gaussianKl(encodings.features, target)),
          tf.mul(similarity, similarityMatching(encodings.draws.features, encodings.draws.labels)),
        ]) as tf.Scalar;
        return { loss, buffers: { [massName]: mass } };
      };
      return {
        init: (rng: Rng): Variables => ({
          params: network.init(rng),
          buffers: { [massName]: tf.zeros([labels]) },
        }),
        lossOf,
        predict: (params: Params, x: tf.Tensor2D) => tf.softmax(network.apply(params, x)),
      };
    };
    const [dominant, nonDominant] = [branch('dominant'), branch('nonDominant')];
    return {
      terms: ['dominant', 'nonDominant'],
      init: (rng) => {
        const [one, other] = [dominant.init(rng), nonDominant.init(rng)];
        return {
          params: { ...one.params, ...other.params },
          buffers: { ...one.buffers, ...other.buffers },
        };
      },
      losses: (variables, { x, y }, { rng }) => {
        const parts = dominantAndRest(y);
        const one = dominant.lossOf(variables, { x, y: parts.dominant }, rng);
        const other = nonDominant.lossOf(variables, { x, y: parts.nonDominant }, rng);
        return {
          terms: { dominant: one.loss, nonDominant: other.loss },
          buffers: { ...one.buffers, ...other.buffers },
        };
      },
      predict: ({ params }, x, { weights }) =>
        tf.add(
          tf.mul(dominant.predict(params, x), weights.dominant),
          tf.mul(nonDominant.predict(params, x), weights.nonDominant),
        ),
    };
  };
