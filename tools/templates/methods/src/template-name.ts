import type { Model, Problem } from '@ildl/interface';
import { linear, named } from '@ildl/layers';
import { klWithLogits } from '@ildl/losses';
import { defineMethod, gradientMethod } from '@ildl/trainer';
import { scale } from '@ildl/transforms';
import * as tf from '@tensorflow/tfjs';

const softmaxRegression = ({ features, labels }: Problem): Model<'divergence'> => {
  const layer = named('all', linear({ inputs: features, outputs: labels }));
  return {
    terms: ['divergence'],
    init: (rng) => ({ params: layer.init(rng), buffers: {} }),
    losses: ({ params }, { x, y }) => ({ terms: { divergence: klWithLogits(y, layer.apply(params, x)) } }),
    predict: ({ params }, x) => tf.softmax(layer.apply(params, x)),
  };
};

/**
 * Softmax regression: one linear layer, by gradient descent of the Kullback-Leibler divergence.
 * @throws `ILDL_OPTION` for an option that is unknown or of another type
 */
export const templateName = defineMethod({
  id: 'template-name',
  summary: 'softmax regression by gradient descent',
  defaults: { learningRate: 0.5, batchSize: 32, epochs: 50 },
  features: 'standardised',
  usesValidation: false,
  method: ({ learningRate, batchSize, epochs }) =>
    gradientMethod({
      name: 'template-name',
      model: softmaxRegression,
      transform: scale(-learningRate),
      batchSize,
      epochs,
    }),
});
