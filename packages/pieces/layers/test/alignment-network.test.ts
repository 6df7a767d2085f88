import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { expectGradient } from 'testing/expect-gradient.js';
import { describe, expect, it } from 'vitest';
import {
  type AlignmentNetworkOptions,
  alignmentNetwork,
  drawFrom,
  gaussian,
  linear,
  MissingParamError,
  named,
} from '../src/index.js';

const rng = rngFrom(5);
const x = rng.fork('x').normal<tf.Rank.R2>([4, 6]);
const y = tf.softmax(rng.fork('y').normal<tf.Rank.R2>([4, 3])) as tf.Tensor2D;
const shapesOf = (params: Readonly<Record<string, tf.Tensor>>) =>
  Object.fromEntries(Object.entries(params).map(([name, param]) => [name, param.shape]));
const momentsOf = (values: ArrayLike<number>) => {
  const numbers = Array.from(values);
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  return { mean, variance: numbers.reduce((a, b) => a + (b - mean) ** 2, 0) / numbers.length };
};

describe('gaussian', () => {
  const layer = gaussian({ inputs: 6, outputs: 3 });

  it('is two linear layers of the same rows', () => {
    const params = layer.init(rng);
    expect(shapesOf(params)).toEqual({
      'mean/kernel': [6, 3],
      'mean/bias': [3],
      'logVariance/kernel': [6, 3],
      'logVariance/bias': [3],
    });
    const output = layer.apply(params, x);
    for (const part of ['mean', 'logVariance'] as const)
      expectClose(output[part], named(part, linear({ inputs: 6, outputs: 3 })).apply(params, x), 0);
  });

  it('starts its two layers with different numbers, and takes the options of linear', () => {
    const params = gaussian({ inputs: 6, outputs: 3, bias: false }).init(rng);
    expect(Object.keys(params)).toEqual(['mean/kernel', 'logVariance/kernel']);
    const [mean, logVariance] = Object.values(params) as [tf.Tensor, tf.Tensor];
    expect(mean.dataSync()).not.toEqual(logVariance.dataSync());
    expect(() => gaussian({ inputs: 0, outputs: 3 })).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION' }),
    );
  });

  it('goes by a name as other layers do', () => {
    const branch = named('features', layer);
    const params = branch.init(rng);
    expect(Object.keys(params)).toContain('features/logVariance/bias');
    expect(() => branch.apply({}, x)).toThrow(new MissingParamError('features/mean/kernel', []));
    expect(branch.apply(params, x).mean.shape).toEqual([4, 3]);
  });
});

describe('drawFrom', () => {
  it('draws with the mean and the variance that it is given', () => {
    const rows = 20_000;
    const [means, variances] = [
      [0, 3, -2],
      [1, 0.25, 4],
    ] as const;
    const parameters = {
      mean: tf.tile(tf.tensor2d([[...means]]), [rows, 1]),
      logVariance: tf.tile(tf.log(tf.tensor2d([[...variances]])), [rows, 1]),
    };
    const columns = tf.unstack(drawFrom(parameters, rngFrom(1)), 1);
    for (const [unit, column] of columns.entries()) {
      const { mean, variance } = momentsOf(column.dataSync());
      const wanted = variances[unit] as number;
      // Four standard errors of each.
      expect(Math.abs(mean - (means[unit] as number))).toBeLessThan(4 * Math.sqrt(wanted / rows));
      expect(Math.abs(variance - wanted)).toBeLessThan(4 * wanted * Math.sqrt(2 / rows));
    }
  });

  it('gives the same bits for the same seed, and others for another', () => {
    const parameters = { mean: x, logVariance: tf.neg<tf.Tensor2D>(x) };
    const draw = (seed: number) => drawFrom(parameters, rngFrom(seed)).dataSync();
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });

  it('is the mean where there is no variance', () => {
    expectClose(drawFrom({ mean: x, logVariance: tf.fill([4, 6], -200) }, rng), x, 0);
  });

  it('has the gradients of its finite differences, in both parameters', () => {
    const [mean, logVariance] = [x, tf.mul<tf.Tensor2D>(x, 0.3)];
    const score = (rows: tf.Tensor2D) => tf.sum<tf.Scalar>(tf.sin(rows));
    expectGradient((moved) => score(drawFrom({ mean: moved, logVariance }, rngFrom(2))), mean);
    expectGradient((moved) => score(drawFrom({ mean, logVariance: moved }, rngFrom(2))), logVariance);
  });
});

describe('alignmentNetwork', () => {
  const sizes = { features: 6, labels: 3, hidden: 5 };
  const network = alignmentNetwork(sizes);
  const params = network.init(rng);
  const shapes = {
    'features/encoder/kernel': [6, 5],
    'features/encoder/bias': [5],
    'features/mean/kernel': [5, 5],
    'features/mean/bias': [5],
    'features/logVariance/kernel': [5, 5],
    'features/logVariance/bias': [5],
    'labels/encoder/kernel': [3, 5],
    'labels/encoder/bias': [5],
    'labels/mean/kernel': [5, 5],
    'labels/mean/bias': [5],
    'labels/logVariance/kernel': [5, 5],
    'labels/logVariance/bias': [5],
    'decoder/kernel': [5, 3],
    'decoder/bias': [3],
  };

  it('has an encoder for features, one for labels, and a decoder', () => {
    expect(shapesOf(params)).toEqual(shapes);
  });

  it('starts as kaiming, each part with numbers of its own', () => {
    expectClose(params['features/encoder/bias'] as tf.Tensor, Array(5).fill(0), 0);
    const [one, other] = ['features', 'labels'].map((part) => params[`${part}/mean/kernel`]?.dataSync());
    expect(one).not.toEqual(other);
    const torch = alignmentNetwork({ ...sizes, initializer: 'torch' }).init(rng);
    expect(Math.max(...(torch['features/encoder/bias'] as tf.Tensor).dataSync())).toBeGreaterThan(0);
  });

  it('predicts the same alone and while aligning, by the decoder of the encoded features', () => {
    const { logits } = network.align(params, { x, y }, rng);
    expectClose(network.apply(params, x), logits, 0);
    const through = (rows: tf.Tensor2D, name: string) =>
      tf.add<tf.Tensor2D>(
        tf.matMul(rows, params[`${name}/kernel`] as tf.Tensor2D),
        params[`${name}/bias`] as tf.Tensor,
      );
    expectClose(logits, through(tf.relu(through(x, 'features/encoder')), 'decoder'), 0);
  });

  it('recovers labels from the draw of their own encoding, without ReLU', () => {
    const { encodings, recovered } = network.align(params, { x, y }, rng);
    const decoded = named('decoder', linear({ inputs: 5, outputs: 3 })).apply(params, encodings.draws.labels);
    expectClose(recovered, decoded, 0);
    expect(encodings.draws.labels.shape).toEqual([4, 5]);
    const other = network.align(params, { x: tf.zerosLike(x), y }, rng);
    expectClose(other.recovered, recovered, 0);
    expectClose(other.encodings.labels.mean, encodings.labels.mean, 0);
  });

  it('draws from each encoding by a stream of its own', () => {
    const { encodings } = network.align(params, { x, y }, rng);
    for (const part of ['features', 'labels'] as const)
      expectClose(encodings.draws[part], drawFrom(encodings[part], rng.fork(part)), 0);
  });

  it('puts a name before all of its parameters, for networks side by side', () => {
    const [one, other] = ['dominant', 'nonDominant'].map((name) => alignmentNetwork({ ...sizes, name }));
    const [mine, its] = [one?.init(rng), other?.init(rng)] as [typeof params, typeof params];
    const prefixed = Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [`dominant/${name}`, shape]),
    );
    expect(shapesOf(mine)).toEqual(prefixed);
    expect(mine['dominant/decoder/kernel']?.dataSync()).not.toEqual(
      its['nonDominant/decoder/kernel']?.dataSync(),
    );
    const both = { ...its, ...mine };
    expectClose(one?.apply(both, x) as tf.Tensor, one?.align(both, { x, y }, rng).logits as tf.Tensor, 0);
    expect(() => one?.apply(its, x)).toThrow(
      expect.objectContaining({ code: 'ILDL_PARAM', param: 'dominant/features/encoder/kernel' }),
    );
  });

  it.each<[Partial<AlignmentNetworkOptions>]>([
    [{ features: 0 }],
    [{ labels: 1.5 }],
    [{ hidden: 0 }],
    [{ initializer: 'xavier' as 'torch' }],
  ])('refuses %o', (options) => {
    expect(() => alignmentNetwork({ ...sizes, ...options })).toThrow(
      expect.objectContaining({ code: 'ILDL_OPTION' }),
    );
  });

  it('refuses rows of another width', () => {
    expect(() => network.align(params, { x, y: x }, rng)).toThrow(
      expect.objectContaining({ code: 'ILDL_INPUT' }),
    );
  });
});
