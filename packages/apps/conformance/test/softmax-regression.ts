import type { Method, Model, ModelFor, Transform } from '@ildl/interface';
import { linear, named } from '@ildl/layers';
import { kl, klWithLogits } from '@ildl/losses';
import { type GradientRecipe, gradientMethod } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';

/** Plain gradient descent. */
export const descend = (rate: number): Transform => ({
  init: () => ({}),
  update: (gradients) => ({
    updates: Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, tf.mul(g, -rate)])),
    state: {},
  }),
});

/** A model without a fault. */
export const regression: ModelFor<'kl'> = ({ features, labels }) => {
  const layer = named('all', linear({ inputs: features, outputs: labels }));
  return {
    terms: ['kl'],
    init: (rng) => ({ params: layer.init(rng), buffers: {} }),
    losses: ({ params }, { x, y }) => ({ terms: { kl: klWithLogits(y, layer.apply(params, x)) } }),
    predict: ({ params }, x) => tf.softmax(layer.apply(params, x)),
  };
};

/** The same with a second term, noise on the features and a buffer that counts batches. */
export const noisyRegression: ModelFor<'kl' | 'decay'> = (problem) => {
  const inner: Model<'kl'> = regression(problem);
  return {
    terms: ['kl', 'decay'],
    init: (rng) => ({ ...inner.init(rng), buffers: { 'all/batches': tf.scalar(0) } }),
    losses: (variables, { x, y }, ctx) => ({
      terms: {
        kl: inner.losses(variables, { x: tf.add(x, ctx.rng.normal(x.shape, 0, 0.1)), y }, ctx).terms.kl,
        decay: tf.mul(0.1, tf.sum<tf.Scalar>(tf.square(variables.params['all/kernel'] as tf.Tensor))),
      },
      buffers: { 'all/batches': tf.add(variables.buffers['all/batches'] as tf.Scalar, 1) },
    }),
    predict: (variables, x, { weights: { kl: weight } }) =>
      inner.predict(variables, x, { weights: { kl: weight } }),
  };
};

/** A method without a fault, and quick to train. */
export const softmaxRegression = (changes: Partial<GradientRecipe<'kl'>> = {}): Method =>
  gradientMethod({
    name: 'softmax-regression',
    model: regression,
    transform: descend(0.5),
    validationLoss: kl,
    batchSize: 64,
    epochs: 4,
    ...changes,
  });
