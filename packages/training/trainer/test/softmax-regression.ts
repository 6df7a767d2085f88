import type { Batch, Model, Problem, Transform, Weighting } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import type { GradientRecipe } from '../src/index.js';
import { rngFrom } from '../src/index.js';

/** Rows whose label distribution depends on the features. */
export const problemOf = (rows: number, seed = 7, labels = 3): Batch =>
  tf.tidy(() => {
    const rng = rngFrom(seed);
    const x = rng.normal<tf.Rank.R2>([rows, 4]);
    const kernel = rngFrom(0).normal<tf.Rank.R2>([4, labels]);
    return { x, y: tf.softmax(tf.matMul(x, kernel)) as tf.Tensor2D };
  });

const logits = (params: Readonly<Record<string, tf.Tensor>>, x: tf.Tensor2D) =>
  tf.add<tf.Tensor2D>(tf.matMul(x, params['all/kernel'] as tf.Tensor2D), params['all/bias'] as tf.Tensor);

export const crossEntropy = (y: tf.Tensor2D, p: tf.Tensor2D): tf.Scalar =>
  tf.neg<tf.Scalar>(tf.mean<tf.Scalar>(tf.sum(tf.mul(y, tf.log(tf.add(p, 1e-7))), 1)));

/** Softmax regression with noise on the features, and a buffer that counts its batches. */
export const model = ({ features, labels }: Problem): Model<'fit' | 'decay'> => ({
  terms: ['fit', 'decay'],
  init: (rng) => ({
    params: {
      'all/kernel': rng.uniform<tf.Rank.R2>([features, labels], -0.5, 0.5),
      'all/bias': tf.zeros([labels]),
    },
    buffers: { 'all/batches': tf.scalar(0) },
  }),
  losses: ({ params, buffers }, { x, y }, { rng }) => {
    const noisy = tf.add<tf.Tensor2D>(x, rng.normal(x.shape, 0, 0.01));
    return {
      terms: {
        fit: crossEntropy(y, tf.softmax(logits(params, noisy)) as tf.Tensor2D),
        decay: tf.mul<tf.Scalar>(tf.sum(tf.square(params['all/kernel'] as tf.Tensor)), 1e-3),
      },
      buffers: { 'all/batches': tf.add(buffers['all/batches'] as tf.Scalar, 1) },
    };
  },
  predict: ({ params }, x) => tf.softmax(logits(params, x)) as tf.Tensor2D,
});

/** Heavy-ball momentum, so that the transform has state. */
export const heavyBall = (rate: number): Transform<{ velocity: Record<string, tf.Tensor> }> => ({
  init: (params) => ({
    velocity: Object.fromEntries(Object.entries(params).map(([name, p]) => [name, tf.zerosLike(p)])),
  }),
  update: (gradients, { velocity }, { step }) => {
    const next = Object.fromEntries(
      Object.entries(gradients).map(([name, g]) => [
        name,
        tf.add(tf.mul(velocity[name] as tf.Tensor, 0.9), g),
      ]),
    );
    return {
      updates: Object.fromEntries(Object.entries(next).map(([name, v]) => [name, tf.mul(v, -rate)])),
      state: { velocity: next },
      signals: { step: tf.clone(step) },
    };
  },
});

/** Weights by the last loss, so that the weighting has state. */
const lastLoss: Weighting<'fit' | 'decay', { fit: tf.Scalar }> = {
  init: () => ({ fit: tf.scalar(1) }),
  update: ({ fit }, state) => ({
    weights: { fit: tf.onesLike(fit), decay: tf.sigmoid(state.fit) },
    state: { fit: tf.clone(fit) },
    signals: { previous: state.fit },
  }),
};

export const recipe = (changes: Partial<GradientRecipe<'fit' | 'decay'>> = {}) => ({
  name: 'softmax-regression',
  model,
  weighting: lastLoss,
  transform: heavyBall(0.1),
  validationLoss: crossEntropy,
  batchSize: 8,
  epochs: 4,
  ...changes,
});
