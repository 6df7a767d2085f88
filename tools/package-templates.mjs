/**
 * @typedef {object} Template What a new package begins with
 * @property {string} description
 * @property {string[]} dependencies packages of this workspace
 * @property {string} source
 * @property {string} test
 * @property {string} readme
 */

/** @param {string} code */
const ts = (code) => `\`\`\`ts\n${code.trim()}\n\`\`\``;

/** A pure function of tensors. @param {string} name @param {string} camel @returns {Template} */
const piece = (name, camel) => ({
  description: 'Squared distance between label distributions',
  dependencies: [],
  source: `
import * as tf from '@tensorflow/tfjs';

/**
 * Squared Euclidean distance between label distributions, one number a row, from 0 to 2.
 * @param y true label distributions, [rows, labels]
 * @param p predicted label distributions, [rows, labels]
 * @returns [rows]
 */
export const ${camel} = (y: tf.Tensor2D, p: tf.Tensor2D): tf.Tensor1D =>
  tf.sum<tf.Tensor1D>(tf.squaredDifference(y, p), 1);
`,
  test: `
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../../tools/expect-close.js';
import { expectGradient } from '../../../tools/expect-gradient.js';
import { ${camel} } from '../src/index.js';

tf.enableProdMode();
await tf.setBackend('cpu');

const y = tf.tensor2d([[1, 0], [0.5, 0.5]]);

it('is 0 for equal rows and 2 for rows that have nothing in common', () => {
  expectClose(${camel}(y, y), [0, 0]);
  expectClose(${camel}(y, tf.tensor2d([[0, 1], [0.25, 0.75]])), [2, 0.125]);
});

it('has the gradient of its finite differences', () => {
  expect(() =>
    expectGradient((p: tf.Tensor2D) => tf.sum(${camel}(y, p)), tf.tensor2d([[0.3, 0.7], [0.6, 0.4]])),
  ).not.toThrow();
});
`,
  readme: `
Squared Euclidean distance between label distributions, as a pure function of tensors: no state, no trainer needed.

${ts(`
import * as tf from '@tensorflow/tfjs';
import { ${camel} } from '@ildl/${name}';

await tf.setBackend('cpu');

const y = tf.tensor2d([[0.7, 0.2, 0.1]]);
const p = tf.tensor2d([[0.5, 0.3, 0.2]]);
console.log(${camel}(y, p).dataSync()[0]);
`)}

## API

\`${camel}(y, p)\`: true and predicted label distributions, [rows, labels], to one number a row, [rows].
`,
});

/** A recipe of pieces. @param {string} name @param {string} camel @returns {Template} */
const method = (name, camel) => ({
  description: 'Softmax regression for label distributions',
  dependencies: ['@ildl/branch-momentum', '@ildl/layers', '@ildl/losses', '@ildl/trainer'],
  source: `
import { scale } from '@ildl/branch-momentum';
import { linear, named } from '@ildl/layers';
import { klWithLogits } from '@ildl/losses';
import { defineMethod, gradientMethod, type Model, type Problem } from '@ildl/trainer';
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
 * @throws \`ILDL_OPTION\` for an option that is unknown or of another type
 */
export const ${camel} = defineMethod({
  id: '${name}',
  summary: 'softmax regression by gradient descent',
  defaults: { learningRate: 0.5, batchSize: 32, epochs: 50 },
  features: 'standardised',
  usesValidation: false,
  method: ({ learningRate, batchSize, epochs }) =>
    gradientMethod({
      name: '${name}',
      model: softmaxRegression,
      transform: scale(-learningRate),
      batchSize,
      epochs,
    }),
});
`,
  test: `
import { checkMethod } from '@ildl/conformance';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { ${camel} } from '../src/index.js';

tf.enableProdMode();
await tf.setBackend('cpu');

it('keeps the contract of a method', async () => {
  const { ran, results } = await checkMethod(${camel}());
  expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(ran).toBeGreaterThan(0);
});
`,
  readme: `
Softmax regression for label distributions: one linear layer, by gradient descent.

${ts(`
import * as tf from '@tensorflow/tfjs';
import { ${camel} } from '@ildl/${name}';
import { collect, rngFrom } from '@ildl/trainer';

await tf.setBackend('cpu');

const rng = rngFrom(0);
const x = rng.normal<tf.Rank.R2>([100, 5]);
const y = tf.softmax(tf.matMul(x, rng.normal<tf.Rank.R2>([5, 3])));
const { predictor } = await collect(${camel}().fit({ train: { x, y }, rng }));
predictor.predict(tf.slice(x, 0, 2)).print();
`)}

## API

\`${camel}({ learningRate, batchSize, epochs })\` is a \`MethodDefinition\`: a function of its options with \`id\`, \`summary\`
and \`defaults\`, which the command line and the benchmark take as it is.
`,
});

/** A consumer of methods. @param {string} name @param {string} camel @returns {Template} */
const app = (name, camel) => ({
  description: 'Train a method and predict with it, in one call',
  dependencies: ['@ildl/trainer'],
  source: `
import { collect, type FitInput, type Method } from '@ildl/trainer';
import type * as tf from '@tensorflow/tfjs';

/**
 * Trains a method and predicts rows with what it learned.
 * @param x features of the rows, [rows, features]
 * @returns label distributions, [rows, labels], which the caller disposes
 * @throws what the method throws
 */
export const ${camel} = async (method: Method, input: FitInput, x: tf.Tensor2D): Promise<tf.Tensor2D> => {
  const { predictor } = await collect(method.fit(input));
  try {
    return predictor.predict(x);
  } finally {
    predictor.dispose();
  }
};
`,
  test: `
import { mean } from '@ildl/baselines';
import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { it } from 'vitest';
import { expectClose } from '../../../tools/expect-close.js';
import { ${camel} } from '../src/index.js';

tf.enableProdMode();
await tf.setBackend('cpu');

it('predicts with what the method learned', async () => {
  const train = { x: tf.tensor2d([[1], [2]]), y: tf.tensor2d([[0.6, 0.4], [0.2, 0.8]]) };
  const predicted = await ${camel}(mean(), { train, rng: rngFrom(0) }, tf.tensor2d([[3]]));
  expectClose(predicted, [[0.4, 0.6]]);
});
`,
  readme: `
Trains a method and predicts with it, in one call.

${ts(`
import * as tf from '@tensorflow/tfjs';
import { ${camel} } from '@ildl/${name}';
import { rngFrom, type Method } from '@ildl/trainer';

await tf.setBackend('cpu');

// A method that answers with the first training row, whatever it is asked.
const method: Method = {
  name: 'first-row',
  async *fit({ train }) {
    return {
      predict: (x) => tf.tile(tf.slice(train.y, 0, 1), [x.shape[0], 1]),
      save: async () => new Uint8Array(),
      dispose: () => {},
    };
  },
  load: async () => {
    throw new Error('first-row has no file.');
  },
};
const train = { x: tf.tensor2d([[1], [2]]), y: tf.tensor2d([[0.6, 0.4], [0.2, 0.8]]) };
const predicted = await ${camel}(method, { train, rng: rngFrom(0) }, train.x);
predicted.print();
`)}

## API

\`${camel}(method, input, x)\`: a method, its \`FitInput\`, and features [rows, features], to label distributions
[rows, labels], which the caller disposes.
`,
});

/** What a package of each layer begins with; the core is one package, \`trainer\`. */
export const templates = { piece, method, app };
