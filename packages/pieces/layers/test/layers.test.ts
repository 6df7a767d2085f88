import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { expectGradient } from 'testing/expect-gradient.js';
import { describe, expect, it } from 'vitest';
import {
  activation,
  type Layer,
  linear,
  MissingParamError,
  multilayerPerceptron,
  named,
  relu,
  sequential,
} from '../src/index.js';

const rng = rngFrom(5);
const x = rng.fork('x').normal<tf.Rank.R2>([4, 6]);
const shapesOf = (layer: Layer) =>
  Object.fromEntries(Object.entries(layer.init(rng)).map(([name, param]) => [name, param.shape]));
const momentsOf = (values: ArrayLike<number>) => {
  const numbers = Array.from(values);
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const variance = numbers.reduce((a, b) => a + (b - mean) ** 2, 0) / numbers.length;
  return { mean, deviation: Math.sqrt(variance), least: Math.min(...numbers), most: Math.max(...numbers) };
};
/** A smooth function of the output, so that each of its numbers matters differently. */
const score = (layer: Layer, params: Readonly<Record<string, tf.Tensor>>, rows: tf.Tensor2D) =>
  tf.sum<tf.Scalar>(tf.sin(layer.apply(params, rows)));
const expectGradients = (layer: Layer) => {
  const params = layer.init(rng);
  for (const [name, param] of Object.entries(params))
    expectGradient((moved) => score(layer, { ...params, [name]: moved }, x), param);
  expectGradient((rows) => score(layer, params, rows), x);
};

describe('linear', () => {
  it('is x kernel + bias', () => {
    const params = {
      kernel: tf.tensor2d([
        [1, 2],
        [3, 4],
      ]),
      bias: tf.tensor1d([10, 20]),
    };
    const rows = tf.tensor2d([
      [1, 0],
      [0.5, -1],
    ]);
    expectClose(linear({ inputs: 2, outputs: 2 }).apply(params, rows), [11, 22, 7.5, 17]);
    expectClose(linear({ inputs: 2, outputs: 2, bias: false }).apply(params, rows), [1, 2, -2.5, -3]);
  });

  it('names its parameters kernel and bias', () => {
    expect(shapesOf(linear({ inputs: 6, outputs: 3 }))).toEqual({ kernel: [6, 3], bias: [3] });
    expect(shapesOf(linear({ inputs: 6, outputs: 3, bias: false }))).toEqual({ kernel: [6, 3] });
  });

  it('may have one input and one output', () => {
    expect(shapesOf(linear({ inputs: 1, outputs: 1 }))).toEqual({ kernel: [1, 1], bias: [1] });
  });

  it('starts as PyTorch does: uniform within 1/sqrt(inputs)', () => {
    const { kernel, bias } = linear({ inputs: 100, outputs: 400 }).init(rng) as Record<string, tf.Tensor>;
    for (const param of [kernel, bias] as tf.Tensor[]) {
      const { mean, deviation, least, most } = momentsOf(param.dataSync());
      expect(least).toBeGreaterThanOrEqual(Math.fround(-0.1));
      expect(most).toBeLessThanOrEqual(Math.fround(0.1));
      expect(Math.abs(mean)).toBeLessThan(0.01);
      expect(deviation).toBeCloseTo(0.1 / Math.sqrt(3), 2);
    }
  });

  it('starts as He et al. with kaiming: normal of variance 2/inputs, no bias', () => {
    const params = linear({ inputs: 200, outputs: 100, initializer: 'kaiming' }).init(rng);
    const { mean, deviation } = momentsOf((params.kernel as tf.Tensor).dataSync());
    expect(Math.abs(mean)).toBeLessThan(0.003);
    expect(deviation).toBeCloseTo(0.1, 2);
    expectClose(params.bias as tf.Tensor, Array(100).fill(0), 0);
  });

  it('starts at 0 with zeros', () => {
    const params = linear({ inputs: 2, outputs: 2, initializer: 'zeros' }).init(rng);
    expectClose(
      tf.concat([tf.reshape(params.kernel as tf.Tensor, [4]), params.bias as tf.Tensor]),
      [0, 0, 0, 0, 0, 0],
      0,
    );
  });

  it('has the gradients of its finite differences', () => {
    expectGradients(linear({ inputs: 6, outputs: 3 }));
  });

  it.each([
    [{ inputs: 0, outputs: 2 }, 'inputs 0'],
    [{ inputs: 2, outputs: 1.5 }, 'outputs 1.5'],
    [{ inputs: Number.NaN, outputs: 2 }, 'inputs NaN'],
    [{ inputs: 2, outputs: 2, initializer: 'toString' as 'torch' }, 'initializer toString'],
  ])('refuses %o', (options, part) => {
    expect(() => linear(options)).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringContaining(part) }),
    );
  });

  it('refuses rows of another width', () => {
    const layer = linear({ inputs: 5, outputs: 2 });
    expect(() => layer.apply(layer.init(rng), x)).toThrow(
      expect.objectContaining({
        code: 'ILDL_INPUT',
        message: 'linear takes rows of 5 numbers and got x of shape [4,6].',
      }),
    );
  });
});

describe('named', () => {
  const branch = named('dominant', multilayerPerceptron({ inputs: 6, hidden: [4], outputs: 3 }));

  it('prefixes, and finds its parameters among others', () => {
    expect(shapesOf(branch)).toEqual({
      'dominant/encoder/kernel': [6, 4],
      'dominant/encoder/bias': [4],
      'dominant/predictor/kernel': [4, 3],
      'dominant/predictor/bias': [3],
    });
    const other = named('nonDominant', multilayerPerceptron({ inputs: 6, hidden: [4], outputs: 3 }));
    const params = branch.init(rng);
    expectClose(branch.apply({ ...other.init(rng), ...params }, x), branch.apply(params, x), 0);
  });

  it('gives layers of different names different numbers', () => {
    const [a, b] = ['a', 'b'].map(
      (name) => named(name, linear({ inputs: 6, outputs: 3 })).init(rng)[`${name}/kernel`],
    );
    expect((a as tf.Tensor).dataSync()).not.toEqual((b as tf.Tensor).dataSync());
  });

  it('names a missing parameter in full, and the names there are', () => {
    const { 'dominant/predictor/bias': missing, ...rest } = branch.init(rng);
    expect(missing).toBeDefined();
    expect(() => branch.apply(rest, x)).toThrow(
      new MissingParamError('dominant/predictor/bias', [
        'dominant/encoder/kernel',
        'dominant/encoder/bias',
        'dominant/predictor/kernel',
      ]),
    );
    expect(() => branch.apply({}, x)).toThrow(
      expect.objectContaining({
        code: 'ILDL_PARAM',
        message: 'There is no parameter dominant/encoder/kernel; there are none.',
      }),
    );
  });

  it('lets other errors through', () => {
    const failing = named(
      'a',
      activation(() => {
        throw new TypeError('other');
      }),
    );
    expect(() => failing.apply({}, x)).toThrow(TypeError);
  });
});

describe('sequential', () => {
  it('applies its layers in order', () => {
    const double = activation((rows) => tf.mul(rows, 2));
    const minusOne = activation((rows) => tf.sub(rows, 1));
    expectClose(sequential(minusOne, double, relu).apply({}, tf.tensor2d([[3, 0]])), [4, 0], 0);
    expect(sequential().apply({}, x)).toBe(x);
  });

  it('refuses two layers with the same parameter', () => {
    const layer = linear({ inputs: 6, outputs: 6 });
    expect(() => sequential(layer, layer).init(rng)).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringContaining('parameter kernel') }),
    );
  });
});

describe('multilayerPerceptron', () => {
  it('is encoders with ReLU, then a predictor', () => {
    const layer = multilayerPerceptron({ inputs: 6, hidden: [5, 4], outputs: 3 });
    const params = layer.init(rng) as Record<string, tf.Tensor2D>;
    expect(Object.keys(params)).toEqual([
      'encoder/kernel',
      'encoder/bias',
      'encoder2/kernel',
      'encoder2/bias',
      'predictor/kernel',
      'predictor/bias',
    ]);
    const through = (rows: tf.Tensor2D, name: string) =>
      tf.add<tf.Tensor2D>(
        tf.matMul(rows, params[`${name}/kernel`] as tf.Tensor2D),
        params[`${name}/bias`] as tf.Tensor,
      );
    const wanted = through(tf.relu(through(tf.relu(through(x, 'encoder')), 'encoder2')), 'predictor');
    expectClose(layer.apply(params, x), wanted, 0);
  });

  it('is one linear layer without hidden ones', () => {
    expect(shapesOf(multilayerPerceptron({ inputs: 6, hidden: [], outputs: 3, bias: false }))).toEqual({
      'predictor/kernel': [6, 3],
    });
  });

  it('is row-wise', () => {
    const layer = multilayerPerceptron({ inputs: 6, hidden: [5], outputs: 3 });
    const params = layer.init(rng);
    const rows = [0, 1, 2, 3].map((i) => layer.apply(params, tf.slice(x, i, 1)));
    expectClose(layer.apply(params, x), tf.concat(rows));
  });

  it('has the gradients of its finite differences', () => {
    expectGradients(multilayerPerceptron({ inputs: 6, hidden: [5], outputs: 3 }));
  });

  it('keeps no tensor, and starts from the same numbers for the same seed', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const layer = multilayerPerceptron({ inputs: 6, hidden: [5], outputs: 3 });
      const [once, again] = [layer.init(rngFrom(9)), layer.init(rngFrom(9))];
      for (const [name, param] of Object.entries(once)) expectClose(again[name] as tf.Tensor, param, 0);
      expectClose(layer.apply(once, x), layer.apply(again, x), 0);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
