import type { Decoupler, LossContext } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { type Branch, decoupledModel } from '../src/index.js';

/** The first label, and the others: a decomposition that is not ours. */
const firstAndOthers: Decoupler<'first' | 'others'> = (y) => {
  const first = tf.oneHot(tf.zeros([y.shape[0]], 'int32'), y.shape[1]).toFloat() as tf.Tensor2D;
  const others = tf.mul<tf.Tensor2D>(y, tf.sub(1, first));
  return { first, others: tf.div(others, tf.sum(others, 1, true)) };
};

/** Predicts its kernel in every row; counts rows. */
const constant = (part: string, kernel: number[]): Branch => {
  const [name, count] = [`${part}/kernel`, `${part}/count`];
  return {
    init: () => ({ params: { [name]: tf.tensor2d([kernel]) }, buffers: { [count]: tf.scalar(0) } }),
    loss: ({ params, buffers }, { y }) => ({
      loss: tf.mean(tf.square(tf.sub(y, params[name] as tf.Tensor2D))),
      buffers: { [count]: tf.add(buffers[count] as tf.Scalar, y.shape[0]) },
    }),
    predict: ({ params }, x) => tf.tile(params[name] as tf.Tensor2D, [x.shape[0], 1]),
  };
};

const branches = { first: constant('first', [1, 0, 0]), others: constant('others', [0, 0.5, 0.5]) };
const weights = { first: tf.scalar(0.25), others: tf.scalar(0.75) };
const batch = {
  x: tf.zeros<tf.Rank.R2>([2, 4]),
  y: tf.tensor2d([
    [0.2, 0.4, 0.4],
    [0.5, 0.4, 0.1],
  ]),
};

it('gives each part to the branch of its name, and puts losses and variables together', () => {
  const model = decoupledModel({ decouple: firstAndOthers, branches });
  expect(model.terms).toEqual(['first', 'others']);
  const variables = model.init(undefined as never);
  expect(Object.keys(variables.params)).toEqual(['first/kernel', 'others/kernel']);
  const { terms, buffers } = model.losses(variables, batch, {} as LossContext);
  expect(terms.first.dataSync()[0]).toBe(0);
  expect(terms.others.dataSync()[0]).toBeCloseTo((2 * 0.3 ** 2) / 6, 6);
  expect(Object.keys(buffers ?? {})).toEqual(['first/count', 'others/count']);
  expect(buffers?.['others/count']?.dataSync()[0]).toBe(2);
});

it('predicts the mean of the branches by the weights of their losses, or what `combine` makes of them', () => {
  const model = decoupledModel({ decouple: firstAndOthers, branches });
  const predicted = model.predict(model.init(undefined as never), batch.x, { weights });
  expect([...predicted.dataSync()]).toEqual([0.25, 0.375, 0.375, 0.25, 0.375, 0.375]);

  const seen: string[] = [];
  const other = decoupledModel({
    decouple: firstAndOthers,
    branches,
    combine: ({ first }, ctx) => {
      seen.push(...Object.keys(ctx.weights), ...Object.keys(ctx.buffers));
      return first;
    },
  });
  expect([...other.predict(other.init(undefined as never), batch.x, { weights }).dataSync()]).toEqual([
    1, 0, 0, 1, 0, 0,
  ]);
  expect(seen).toEqual(['first', 'others', 'first/count', 'others/count']);
});
