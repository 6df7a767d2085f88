import { branchMomentum } from '@ildl/branch-momentum';
import { emaBalance } from '@ildl/ema-weighting';
import type { ModelFor } from '@ildl/interface';
import { dominantAndRest } from '@ildl/label-decoupling';
import { multilayerPerceptron, named } from '@ildl/layers';
import { kl, klWithLogits } from '@ildl/losses';
import { defineMethod, gradientMethod } from '@ildl/trainer';
import { chain, clipByGlobalNorm, scale } from '@ildl/transforms';
import * as tf from '@tensorflow/tfjs';

/**
 * One network with two loss terms. `whole` is the divergence of its label distribution. It hardly sees the weak labels
 * where one label dominates, so `rest` is the divergence among the other labels alone, as if the dominant one were not
 * there: its logit is pushed out of the softmax. The true distribution minimises both.
 */
const model =
  (hidden: number): ModelFor<'whole' | 'rest'> =>
  ({ features, labels }) => {
    const network = named(
      'network',
      multilayerPerceptron({ inputs: features, hidden: [hidden], outputs: labels }),
    );
    return {
      terms: ['whole', 'rest'],
      init: (rng) => ({ params: network.init(rng), buffers: {} }),
      losses: ({ params }, { x, y }) => {
        const logits = network.apply(params, x);
        const { dominant, nonDominant } = dominantAndRest(y);
        const others = tf.sub<tf.Tensor2D>(logits, tf.mul(dominant, 1e6));
        return { terms: { whole: klWithLogits(y, logits), rest: klWithLogits(nonDominant, others) } };
      },
      predict: ({ params }, x) => tf.softmax(network.apply(params, x)),
    };
  };

/** The network with the rest of its labels balanced against the whole, term by term. */
export const wholeAndRest = defineMethod({
  id: 'whole-and-rest',
  summary: 'one network, with a second loss on the labels that do not dominate',
  defaults: { hidden: 100, learningRate: 0.01, momentum: 0.9, batchSize: 64, epochs: 50 },
  features: 'standardised',
  usesValidation: true,
  method: ({ hidden, learningRate, momentum, batchSize, epochs }) =>
    gradientMethod({
      name: 'whole-and-rest',
      model: model(hidden),
      weighting: emaBalance({ reference: 'whole', boosted: 'rest' }),
      transform: chain(
        clipByGlobalNorm(5),
        branchMomentum({ momenta: { network: momentum } }),
        scale(-learningRate),
      ),
      validationLoss: kl,
      batchSize,
      epochs,
    }),
});
