import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectSame, type Program, useCompiled } from './expect-same.js';

beforeAll(useCompiled);

const rng = rngFrom(0);
const normal = (...shape: number[]): tf.Tensor => rng.normal(shape as [number]);

type Unary = (x: tf.Tensor) => tf.Tensor;
const unary: Record<string, Unary> = {
  abs: tf.abs,
  ceil: tf.ceil,
  clip: (x) => tf.clipByValue(x, -0.5, 0.75),
  cos: tf.cos,
  cosh: tf.cosh,
  elu: tf.elu,
  erf: tf.erf,
  exp: tf.exp,
  expm1: tf.expm1,
  floor: tf.floor,
  isFinite: (x) => tf.isFinite(tf.log(tf.relu(x))),
  isInf: (x) => tf.isInf(tf.log(tf.relu(x))),
  isNaN: (x) => tf.isNaN(tf.log(x)),
  leakyRelu: (x) => tf.leakyRelu(x, 0.3),
  log: tf.log,
  log1p: (x) => tf.log1p(tf.abs(x)),
  logSigmoid: tf.logSigmoid,
  neg: tf.neg,
  reciprocal: tf.reciprocal,
  relu: tf.relu,
  relu6: (x) => tf.relu6(tf.mul(x, 9)),
  round: (x) => tf.round(tf.mul(x, 3)),
  rsqrt: tf.rsqrt,
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  sign: tf.sign,
  sin: tf.sin,
  sinh: tf.sinh,
  softplus: tf.softplus,
  sqrt: tf.sqrt,
  square: tf.square,
  step: (x) => tf.step(x, -0.5),
  stepOfRelu: (x) => tf.step(x),
  tan: (x) => tf.tan(tf.mul(x, 0.3)),
  tanh: tf.tanh,
};

describe('functions of elements', () => {
  test.each(Object.keys(unary))('%s', (name) => {
    const f = unary[name] as Unary;
    const shapes = [[], [1], [3], [4], [9], [5, 7], [2, 3, 4]];
    for (const shape of shapes)
      expect(expectSame(([x]) => f(x as tf.Tensor), [normal(...shape)], 1e-6)?.hostOps).toEqual([]);
  });

  const binary: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
    add: tf.add,
    sub: tf.sub,
    mul: tf.mul,
    div: tf.div,
    divNoNan: (a, b) => tf.divNoNan(a, tf.relu(b)),
    floorDiv: (a, b) => tf.floor(tf.div(a, b)),
    maximum: tf.maximum,
    minimum: tf.minimum,
    mod: tf.mod,
    pow: (a, b) => tf.pow(tf.abs(a), b),
    squaredDifference: tf.squaredDifference,
    prelu: (a, b) => tf.prelu(a, b),
    equal: (a, b) => tf.equal(tf.round(a), tf.round(b)),
    notEqual: (a, b) => tf.notEqual(tf.round(a), tf.round(b)),
    less: tf.less,
    lessEqual: (a, b) => tf.lessEqual(tf.round(a), tf.round(b)),
    greater: tf.greater,
    greaterEqual: (a, b) => tf.greaterEqual(tf.round(a), tf.round(b)),
    logicalAnd: (a, b) => tf.logicalAnd(tf.greater(a, 0), tf.greater(b, 0)),
    logicalOr: (a, b) => tf.logicalOr(tf.greater(a, 0), tf.greater(b, 0)),
    logicalXor: (a, b) => tf.logicalXor(tf.greater(a, 0), tf.greater(b, 0)),
    where: (a, b) => tf.where(tf.greater(a, b), a, b),
  };
  const pairs = [
    [[], []],
    [[5], [5]],
    [
      [6, 5],
      [6, 5],
    ],
    [[6, 5], [5]],
    [
      [6, 5],
      [6, 1],
    ],
    [
      [6, 1],
      [1, 5],
    ],
    [[6, 5], []],
    [
      [2, 3, 4],
      [3, 1],
    ],
    [
      [2, 1, 4],
      [1, 3, 1],
    ],
    [
      [2, 3, 4],
      [2, 1, 4],
    ],
    [[1, 5], [5]],
    [
      [6, 1],
      [6, 1],
    ],
  ];
  test.each(Object.keys(binary))('%s', (name) => {
    const f = binary[name] as (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
    for (const [left, right] of pairs as [number[], number[]][]) {
      if (name === 'prelu' && left.length < right.length) continue;
      const input = [normal(...left), normal(...right)];
      expect(expectSame(([a, b]) => f(a as tf.Tensor, b as tf.Tensor), input)?.hostOps).toEqual([]);
      expectSame(([a, b]) => f(b as tf.Tensor, a as tf.Tensor), input);
    }
  });
});

describe('other ops', () => {
  const [a, b, c] = [normal(6, 5), normal(6, 5), normal(2, 3, 4)];
  const picked = tf.tensor1d([4, 0, 2, 2], 'int32');
  const programs: Record<string, Program> = {
    sum: () => [
      tf.sum(c),
      tf.sum(c, 0),
      tf.sum(c, 1),
      tf.sum(c, 2, true),
      tf.sum(c, [0, 2]),
      tf.sum(c, [1, 2]),
    ],
    mean: () => [tf.mean(c), tf.mean(c, 0), tf.mean(c, [0, 2], true), tf.mean(a, 1)],
    max: () => [tf.max(c), tf.max(c, 1), tf.max(a, 0, true), tf.min(c, [0, 2]), tf.min(a, 1)],
    prod: () => [tf.prod(a, 1), tf.prod(c, [0, 1])],
    any: () => [tf.any(tf.greater(a, 1), 1), tf.all(tf.greater(a, -1), 0)],
    argMax: () => [tf.argMax(a, 1), tf.argMax(a, 0), tf.argMin(c, 2), tf.argMin(c, 1)],
    softmax: () => [tf.softmax(a), tf.softmax(c), tf.logSoftmax(a), tf.logSumExp(a, 1)],
    cumsum: () => [tf.cumsum(a, 1), tf.cumsum(c, 1), tf.cumsum(a, 0, true), tf.cumsum(a, 1, false, true)],
    norm: () => [tf.norm(a), tf.norm(a, 1, 1), tf.norm(a, 'euclidean', 0)],
    moments: () => {
      const { mean, variance } = tf.moments(a, 0);
      return [mean, variance];
    },
    transpose: () => [tf.transpose(a), tf.transpose(c, [2, 0, 1]), tf.transpose(c)],
    reshape: () => [
      tf.reshape(c, [4, 6]),
      tf.expandDims(a, 1),
      tf.squeeze(tf.expandDims(a, 0)),
      tf.reshape(a, [-1]),
    ],
    slice: () => [tf.slice(a, [1, 2], [3, 2]), tf.slice(c, [0, 1, 1], [2, 2, 3]), tf.slice(a, [2, 0])],
    concat: () => [tf.concat([a, b], 0), tf.concat([a, b], 1), tf.concat([c, c, c], 2), tf.stack([a, b], 1)],
    split: () => [...tf.split(a, 3, 0), ...tf.split(a, [2, 3], 1), ...tf.unstack(c, 1)],
    tile: () => [tf.tile(a, [2, 3]), tf.tile(c, [1, 2, 1]), tf.broadcastTo(tf.sum(a, 0, true), [4, 5])],
    pad: () => [
      tf.pad(a, [
        [1, 2],
        [0, 3],
      ]),
      tf.pad(
        c,
        [
          [0, 0],
          [1, 0],
          [2, 2],
        ],
        7,
      ),
    ],
    reverse: () => [tf.reverse(a, 0), tf.reverse(c, [0, 2])],
    gather: () => [
      tf.gather(a, picked),
      tf.gather(a, picked, 1),
      tf.gather(c, tf.tensor1d([1, 0], 'int32'), 1),
    ],
    oneHot: () => [tf.oneHot(picked, 5), tf.cast(tf.oneHot(picked, 7, 3, -1), 'float32')],
    segments: () => tf.unsortedSegmentSum(tf.slice(a, 0, 4) as tf.Tensor2D, picked, 5),
    cast: () => [
      tf.cast(tf.mul(a, 3), 'int32'),
      tf.cast(a, 'bool'),
      tf.cast(tf.greater(a, 0), 'int32'),
      tf.cast(picked, 'float32'),
    ],
    compareWhole: () => [
      tf.equal(picked, 2),
      tf.less(picked, tf.tensor1d([1, 2, 3, 2], 'int32')),
      tf.greaterEqual(picked, 2),
    ],
    constants: () => [
      tf.zerosLike(a),
      tf.ones([2, 2]),
      tf.fill([3], 4),
      tf.range(0, 5),
      tf.linspace(0, 1, 4),
      tf.eye(3),
      tf.add(a, tf.ones([6, 5])),
    ],
    batchNorm: () =>
      tf.batchNorm(a, tf.mean(a, 0), tf.mean(tf.square(a), 0), tf.sum(b, 0), tf.max(b, 0), 1e-3),
    where: () => tf.where(tf.tensor2d([1, 0, 1, 1, 0, 0], [6, 1], 'bool'), a, b),
    matMul: () => [
      tf.matMul(a, b, true),
      tf.matMul(a, b, false, true),
      tf.matMul(tf.transpose(a), b),
      tf.matMul(c, tf.transpose(c, [0, 2, 1])),
      tf.matMul(c, tf.reshape(c, [2, 4, 3])),
      tf.dot(tf.sum(a, 0), tf.sum(b, 0)),
    ],
    fused: () =>
      tf.fused.matMul({
        a: a as tf.Tensor2D,
        b: tf.transpose(b) as tf.Tensor2D,
        bias: tf.sum(b, 1),
        activation: 'relu',
      }),
  };
  test.each(Object.keys(programs))('%s', (name) => {
    expect(expectSame(programs[name] as Program)?.hostOps).toEqual([]);
  });

  test('an op without a kernel runs on the host', () => {
    const stats = expectSame(
      ([x]) => {
        const { values, indices } = tf.topk(tf.mul(x as tf.Tensor, 2), 2);
        return [tf.add(values, 1), indices, tf.mul(tf.sum(x as tf.Tensor), tf.atan2(x as tf.Tensor, a))];
      },
      [a],
    );
    expect(stats?.hostOps).toEqual(['TopK', 'Atan2']);
  });

  test('whole numbers are added on the host, exactly', () => {
    const large = tf.tensor1d([2 ** 30 + 1, 5, -7], 'int32');
    expectSame(
      ([x]) => [tf.add(x as tf.Tensor, large), tf.mul(x as tf.Tensor, 3), tf.sum(x as tf.Tensor)],
      [tf.tensor1d([1, 2, 3], 'int32')],
    );
  });
});

describe('gradients', () => {
  const [a, b] = [normal(6, 5), normal(6, 5)];
  const positive = (x: tf.Tensor) => tf.add(tf.square(x), 0.5);
  const functions: Record<string, (x: tf.Tensor) => tf.Tensor> = {
    softmax: (x) => tf.mul(b, tf.softmax(x)),
    logSoftmax: (x) => tf.mul(b, tf.logSoftmax(x)),
    max: (x) => tf.max(x, 1),
    mean: (x) => tf.mean(x, 0),
    pow: (x) => tf.pow(positive(x), tf.scalar(1.7)),
    div: (x) => tf.div(b, positive(x)),
    relu: (x) => tf.relu(x),
    elu: (x) => tf.elu(x),
    selu: (x) => tf.selu(x),
    gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),
    matMul: (x) => tf.matMul(tf.transpose(x), tf.tanh(x)),
    gather: (x) => tf.mul(tf.gather(x, tf.tensor1d([0, 3, 3], 'int32')), 2),
    concat: (x) => tf.mul(tf.concat([x, b, tf.square(x)], 1), 3),
    stack: (x) => tf.square(tf.stack([x, b], 0)),
    slice: (x) => tf.square(tf.slice(x, [1, 1], [3, 2])),
    tile: (x) => tf.mul(tf.tile(x, [2, 1]), tf.concat([b, b], 0)),
    norm: (x) => tf.norm(x, 'euclidean', 1),
    logSumExp: (x) => tf.logSumExp(x, 1),
    batchNorm: (x) => {
      const { mean, variance } = tf.moments(x, 0);
      return tf.mul(b, tf.batchNorm(x, mean, variance, tf.sum(b, 0), tf.max(b, 0)));
    },
    where: (x) => tf.where(tf.greater(b, 0), tf.square(x), tf.mul(x, 3)),
    clip: (x) => tf.clipByValue(x, -0.5, 0.5),
    maximum: (x) => tf.maximum(x, b),
    cumsum: (x) => tf.square(tf.cumsum(x, 1)),
    fused: (x) =>
      tf.fused.matMul({ a: x as tf.Tensor2D, b: tf.transpose(b) as tf.Tensor2D, activation: 'relu' }),
  };
  test.each(Object.keys(functions))('%s', (name) => {
    const f = functions[name] as (x: tf.Tensor) => tf.Tensor;
    const stats = expectSame(([x]) => tf.grad((at) => tf.sum(f(at)) as tf.Scalar)(x as tf.Tensor), [a]);
    expect(stats?.hostOps).toEqual([]);
  });
});
