import { branchMomentum, chain, clipByGlobalNorm, scale } from '@ildl/branch-momentum';
import { fixedWeights } from '@ildl/ema-weighting';
import { dominantAndRest } from '@ildl/label-decoupling';
import { alignmentNetwork } from '@ildl/layers';
import {
  crossEntropyWithLogits,
  distributionBalancedWithLogits,
  gaussianKl,
  kl,
  similarityMatching,
} from '@ildl/losses';
import {
  type Batch,
  checkOptions,
  defineMethod,
  gradientMethod,
  type Model,
  mapTree,
  notNegative,
  type Params,
  type Problem,
  positive,
  type Rng,
  share,
  stopGradient,
  type Variables,
  wholeFromOne,
} from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';

/** Every constant of the method. All are ours: the paper is not public. */
export type DildlOptions = {
  /** Rows a batch. */
  batchSize: number;
  epochs: number;
  learningRate: number;
  /** Of both branches, in [0, 1). */
  momentum: number;
  /** Largest global norm of the gradient; `null` does not clip. */
  clip: number | null;
  /** Units of the encodings of each branch. */
  hidden: number;
  /** The weight of the dominant branch in loss and prediction, in [0, 1]; the rest is that of the other. */
  dominantWeight: number;
  /** The share of the recovery loss in a branch: λ1 of RDA. */
  recovery: number;
  /** The share of the alignment loss in a branch: λ2 of RDA. */
  alignment: number;
  /** The share of the similarity loss in a branch: λ3 of RDA. */
  similarity: number;
};

type Branch = 'dominant' | 'nonDominant';

/** Two networks of RDA, each for one part of the label distribution. */
const twoBranches =
  ({ hidden, recovery, alignment, similarity }: DildlOptions) =>
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

/** Shares of a loss that are worth trying. */
const weights = [0.01, 0.05, 0.1, 0.2, 0.5];

/**
 * A method in the style of DILDL, decoupled imbalanced label distribution learning (Gao et al. 2025), after its abstract
 * and AMEMA's Figure 1(b).
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const dildl = defineMethod<DildlOptions>({
  id: 'dildl',
  summary: 'in the style of decoupled imbalanced label distribution learning (Gao et al. 2025)',
  defaults: {
    batchSize: 50,
    epochs: 300,
    learningRate: 0.001,
    momentum: 0.9,
    clip: 5,
    hidden: 100,
    dominantWeight: 0.5,
    recovery: 0.1,
    alignment: 0.1,
    similarity: 0.1,
  },
  features: 'standardised',
  usesValidation: true,
  search: { recovery: weights, alignment: weights, similarity: weights },
  method: (options) => {
    checkOptions('dildl', options, {
      learningRate: positive,
      clip: positive,
      hidden: wholeFromOne,
      dominantWeight: share,
      recovery: notNegative,
      alignment: notNegative,
      similarity: notNegative,
    });
    const { clip, momentum, dominantWeight } = options;
    return gradientMethod({
      name: 'dildl',
      model: twoBranches(options),
      weighting: fixedWeights({ dominant: dominantWeight, nonDominant: 1 - dominantWeight }),
      transform: chain(
        ...(clip === null ? [] : [clipByGlobalNorm(clip)]),
        branchMomentum({ momenta: { dominant: momentum, nonDominant: momentum } }),
        scale(-options.learningRate),
      ),
      validationLoss: kl,
      batchSize: options.batchSize,
      epochs: options.epochs,
    });
  },
});
