import { amema } from '@ildl/amema';
import { loadBackend } from '@ildl/backends';
import { mean, uniform } from '@ildl/baselines';
import { branchMomentum } from '@ildl/branch-momentum';
import { emaBalance, fixedWeights } from '@ildl/ema-weighting';
import type { Decoupler, ModelFor, Transform, Weighting } from '@ildl/interface';
import { type Branch, decoupledModel, dominantAndRest } from '@ildl/label-decoupling';
import { linear, named } from '@ildl/layers';
import { klWithLogits } from '@ildl/losses';
import { euclidean, metrics, onLabels } from '@ildl/metrics';
import {
  adam,
  chain,
  clipByGlobalNorm,
  momentum,
  partition,
  scale,
  scaleBySchedule,
  stateless,
  weightDecay,
} from '@ildl/transforms';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  checkDecoupler,
  checkMethod,
  checkMetric,
  checkModel,
  checkTransform,
  checkWeighting,
  type Report,
} from '../src/index.js';
import { fullBatchRegression } from './full-batch-regression.js';
import { noisyRegression, softmaxRegression } from './softmax-regression.js';

/** The first two labels and the others, each renormalised. */
const headAndTail: Decoupler<'head' | 'tail'> = (y) => {
  const isHead = tf.tensor1d(Array.from({ length: y.shape[1] }, (_, label) => (label < 2 ? 1 : 0)));
  const [head, tail] = [tf.mul<tf.Tensor2D>(y, isHead), tf.mul<tf.Tensor2D>(y, tf.sub(1, isHead))];
  return { head: tf.divNoNan(head, tf.sum(head, 1, true)), tail: tf.divNoNan(tail, tf.sum(tail, 1, true)) };
};

const headAndTailModel: ModelFor<'head' | 'tail'> = ({ features, labels }) => {
  const branch = (part: string): Branch => {
    const network = named(part, linear({ inputs: features, outputs: labels }));
    return {
      init: (rng) => ({ params: network.init(rng), buffers: {} }),
      loss: ({ params }, { x, y }) => ({ loss: klWithLogits(y, network.apply(params, x)) }),
      predict: ({ params }, x) => tf.softmax(network.apply(params, x)),
    };
  };
  return decoupledModel({
    decouple: headAndTail,
    branches: { head: branch('head'), tail: branch('tail') },
  });
};

/** Sign descent. */
const signs = stateless((gradients) => ({
  updates: Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(tf.sign(gradient), -0.1)]),
  ),
}));

const notPassed = ({ results }: Report, status = 'failed') =>
  results.filter((result) => result.status === status);

describe.each(['cpu', 'wasm', 'compiled'] as const)('checkMethod passes on %s', (backend) => {
  beforeAll(() => loadBackend(backend));

  it('AMEMA', async () => {
    const report = await checkMethod(amema());
    expect(notPassed(report)).toEqual([]);
    expect(report).toMatchObject({ subject: 'amema', ran: 38, passed: 38, failed: 0, skipped: 1 });
    expect(notPassed(report, 'skipped').map(({ check }) => check)).toEqual(['reportsIterationsInOrder']);
  });

  it.each([uniform, mean])('a constant prediction, but for what it cannot learn', async (definition) => {
    const report = await checkMethod(definition(), {
      expectedFailures: { beatsTheMean: 'it predicts the same for every row' },
    });
    expect(notPassed(report)).toEqual([]);
    expect(notPassed(report, 'expected-failure').map(({ check }) => check)).toEqual(['beatsTheMean']);
    // Every check of events: it reports none.
    expect(report).toMatchObject({ ran: 27, passed: 26, failed: 0, skipped: 12, expectedFailures: 1 });
  });

  it('softmax regression', async () => {
    const report = await checkMethod(softmaxRegression());
    expect(notPassed(report)).toEqual([]);
    expect(report).toMatchObject({ ran: 38, passed: 38 });
  });

  it('full-batch regression', async () => {
    const report = await checkMethod(fullBatchRegression());
    expect(notPassed(report)).toEqual([]);
    expect(notPassed(report, 'skipped').map(({ check }) => check)).toEqual([
      'reportsEpochsInOrder',
      'resumesAtAStep',
      'resumesAtAnEpoch',
    ]);
    expect(report).toMatchObject({ ran: 36, passed: 36 });
  });
});

describe.each(['cpu', 'wasm', 'compiled'] as const)('pieces pass on %s', (backend) => {
  beforeAll(() => loadBackend(backend));

  it('a model with noise and a buffer', async () => {
    const report = await checkModel(noisyRegression, { name: 'noisy-regression' });
    expect(notPassed(report)).toEqual([]);
    expect(report).toMatchObject({ subject: 'noisy-regression', ran: 12, passed: 12 });
  });

  it.each<[string, Weighting, readonly string[]]>([
    ['emaBalance', emaBalance(), ['dominant', 'nonDominant']],
    ['emaBalance from the first losses', emaBalance({ start: 'first' }), ['dominant', 'nonDominant']],
    ['fixedWeights', fixedWeights({ a: 0.2, b: 0.8, c: 0 }), ['a', 'b', 'c']],
  ])('%s', async (name, weighting, terms) => {
    const report = await checkWeighting(weighting, { name, terms });
    expect(notPassed(report)).toEqual([]);
    expect(report).toMatchObject({ subject: name, ran: 8, passed: 8 });
  });

  it.each<[string, Transform]>([
    ['branchMomentum', branchMomentum()],
    ['momentum', momentum(0.9)],
    ['Nesterov momentum', momentum(0.9, { nesterov: true })],
    ['adam', adam({ amsgrad: true })],
    ['a stateless transform', signs],
    [
      'the transform of AMEMA',
      chain(
        partition(() => clipByGlobalNorm(5)),
        branchMomentum({ adaption: {} }),
        weightDecay(0.01),
        scaleBySchedule((step) => tf.mul(-0.1, tf.exp(tf.neg(step)))),
        scale(0.5),
      ),
    ],
  ])('%s', async (name, transform) => {
    const report = await checkTransform(transform, { name });
    expect(notPassed(report)).toEqual([]);
    expect(report).toMatchObject({ subject: name, ran: 9, passed: 9 });
  });

  it('dominantAndRest', async () => {
    const report = await checkDecoupler(dominantAndRest);
    expect(notPassed(report)).toEqual([]);
    expect(report).toMatchObject({ ran: 11, passed: 11 });
  });

  it('a decomposition of an author, and the model that is made of it', async () => {
    const report = await checkDecoupler(headAndTail);
    expect(notPassed(report)).toEqual([]);
    expect(report).toMatchObject({ ran: 11, passed: 11 });
    const model = await checkModel(headAndTailModel, { name: 'head-and-tail' });
    expect(notPassed(model)).toEqual([]);
    expect(model).toMatchObject({ ran: 12, passed: 12 });
  });

  it.each([...metrics, euclidean, onLabels(euclidean, [1, 2])])('the metric $name', async (metric) => {
    const report = await checkMetric(metric);
    expect(notPassed(report)).toEqual([]);
    expect(report).toMatchObject({ subject: metric.name, ran: 10, passed: 10 });
  });
});
