// A training step of two branches in plain ops, and the data that it is timed on.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';

/** Shapes that are timed. `density` of the features; a tenth or less is stored by rows. */
export const shapes = [
  { shape: 'scut-fbp', features: 300, labels: 5, hidden: 100, density: 1 },
  { shape: 'movie', features: 1869, labels: 5, hidden: 100, density: 0.011 },
  { shape: 'hidden-256', features: 300, labels: 5, hidden: 256, density: 1 },
  { shape: 'hidden-512', features: 300, labels: 5, hidden: 512, density: 1 },
  { shape: 'hidden-1024', features: 300, labels: 5, hidden: 1024, density: 1 },
];
export const rows = 1280;
export const batch = 64;

/** Features, label distributions, initial weights and the order of the rows, the same numbers for both sides. */
export const makeData = ({ shape, features, labels, hidden, density }) => {
  const rng = rngFrom(0).fork(shape);
  const numbers = (tensor) => {
    const values = tensor.dataSync().slice();
    tensor.dispose();
    return values;
  };
  const x = numbers(rng.normal([rows, features]));
  if (density < 1) {
    const kept = numbers(rng.bernoulli([rows, features], density));
    for (let i = 0; i < x.length; i++) x[i] = Math.abs(x[i]) * kept[i];
  }
  const y = tf.tidy(() => numbers(tf.softmax(tf.mul(2, rng.normal([rows, labels])))));
  const weights = [0, 1].flatMap(() => [
    ...numbers(rng.normal([features, hidden], 0, Math.sqrt(2 / features))),
    ...new Float32Array(hidden),
    ...numbers(rng.normal([hidden, labels], 0, Math.sqrt(1 / hidden))),
    ...new Float32Array(labels),
  ]);
  const order = Int32Array.from(Array.from({ length: 40 }, () => [...rng.permutation(rows)]).flat());
  return { features, labels, hidden, x, y, weights: Float32Array.from(weights), order };
};

/** Writes the data as the peer reads it: `data/<shape>` with little-endian arrays. */
export const writeData = (folder, { shape }, { features, labels, hidden, x, y, weights, order }) => {
  const to = join(folder, 'data', shape);
  mkdirSync(to, { recursive: true });
  for (const [name, values] of Object.entries({ x, y, w: weights, idx: order }))
    writeFileSync(join(to, `${name}.bin`), values);
  writeFileSync(
    join(to, 'meta.json'),
    JSON.stringify({ N: rows, d: features, L: labels, H: hidden, B: batch }),
  );
};

const divergence = (y, p) =>
  tf.mean(tf.sum(tf.mul(y, tf.sub(tf.log(tf.add(y, 1e-8)), tf.log(tf.add(p, 1e-8)))), 1));

/**
 * Two branches of one hidden layer, on the dominant label and on the rest, weighted by EMAs of their losses; gradients
 * clipped by their norm, momentum and weight decay of each branch.
 */
export const makeStep = ({ features, labels, hidden, x, y, weights }) => {
  let used = 0;
  const variable = (shape, trainable, values) => tf.variable(tf.tensor(values, shape), trainable);
  const parameter = (shape) => {
    const size = shape.reduce((product, side) => product * side, 1);
    used += size;
    return variable(shape, true, weights.slice(used - size, used));
  };
  const branch = () => ({
    kernel1: parameter([features, hidden]),
    bias1: parameter([hidden]),
    kernel2: parameter([hidden, labels]),
    bias2: parameter([labels]),
  });
  const branches = [branch(), branch()];
  const parameters = branches.flatMap((one) => Object.values(one));
  const velocities = parameters.map(({ shape }) => tf.variable(tf.zeros(shape), false));
  const emas = [1, 1].map((value) => tf.variable(tf.scalar(value), false));
  const [allX, allY] = [tf.tensor2d(x, [rows, features]), tf.tensor2d(y, [rows, labels])];
  const forward = ({ kernel1, bias1, kernel2, bias2 }, input) =>
    tf.softmax(tf.add(tf.matMul(tf.relu(tf.add(tf.matMul(input, kernel1), bias1)), kernel2), bias2));
  const step = (index) => {
    const [input, target] = [tf.gather(allX, index), tf.gather(allY, index)];
    const { value, grads } = tf.variableGrads(() => {
      const dominant = tf.cast(tf.oneHot(tf.argMax(target, 1), labels), 'float32');
      const others = tf.relu(tf.sub(target, dominant));
      const rest = tf.div(others, tf.maximum(tf.sum(others, 1, true), 1e-6));
      const [p, q] = branches.map((one) => forward(one, input));
      const losses = [divergence(dominant, p), divergence(rest, q)];
      const [a, b] = emas;
      a.assign(tf.add(tf.mul(a, 0.9), tf.mul(losses[0], 0.1)));
      b.assign(tf.add(tf.mul(b, 0.95), tf.mul(losses[1], 0.05)));
      const ratio = tf.clipByValue(tf.div(b, tf.add(a, 1e-6)), 0.1, 10);
      const second = tf.add(tf.mul(tf.sigmoid(tf.mul(tf.sub(ratio, 1), 4)), 0.9), 0.1);
      const first = tf.sub(1, second);
      const mixed = tf.add(tf.mul(first, p), tf.mul(second, q));
      const weighted = tf.add(tf.mul(first, losses[0]), tf.mul(second, losses[1]));
      return tf.add(weighted, divergence(target, mixed));
    }, parameters);
    const gradients = parameters.map(({ name }) => grads[name]);
    const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
    const clip = tf.minimum(tf.div(0.5, tf.add(norm, 1e-6)), 1);
    for (const [i, one] of parameters.entries()) {
      const [velocity, gradient] = [velocities[i], gradients[i]];
      const momentum = i < 4 ? 0.9 : 0.95;
      const decayed = tf.add(tf.mul(gradient, clip), tf.mul(one, 1e-4));
      velocity.assign(tf.add(tf.mul(velocity, momentum), decayed));
      one.assign(tf.sub(one, tf.mul(velocity, 0.05)));
    }
    return value;
  };
  const dispose = () => tf.dispose([...parameters, ...velocities, ...emas, allX, allY]);
  return { step, dispose };
};
