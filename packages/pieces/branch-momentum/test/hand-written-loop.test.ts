import { emaBalance } from '@ildl/ema-weighting';
import type { Params, Terms } from '@ildl/interface';
import { dominantAndRest, recompose } from '@ildl/label-decoupling';
import { multilayerPerceptron, named } from '@ildl/layers';
import { klWithLogits } from '@ildl/losses';
import { chain, clipByGlobalNorm, partition, scale } from '@ildl/transforms';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { expect, it } from 'vitest';
import { branchMomentum } from '../src/index.js';

/** Matrices [outputs][inputs]. */
interface Weights {
  readonly encW: number[][];
  readonly encB: number[];
  readonly predW: number[][];
  readonly predB: number[];
}

interface Run {
  readonly name: string;
  readonly lr: number;
  readonly m: number;
  readonly gamma: number;
  readonly clip: number | null;
  readonly gradient: 'weighted' | 'unweighted';
  readonly b: number;
  readonly alpha: number;
  readonly beta: number;
  readonly eps: number;
  readonly muS0: number;
  readonly muNs0: number;
  readonly muMax: number;
  readonly steps: readonly ({ readonly dominant: Weights; readonly nondominant: Weights } & Readonly<
    Record<
      | 'Ls'
      | 'Lns'
      | 'emaS'
      | 'emaNs'
      | 'r'
      | 'wS'
      | 'wNs'
      | 'total'
      | 'gradNormS'
      | 'gradNormNs'
      | 'delta'
      | 'muS'
      | 'muNs',
      number
    >
  >)[];
  readonly dominantOut: number[][];
  readonly nondominantOut: number[][];
  readonly predictionFinalWeights: number[][];
  readonly predictionHalfHalf: number[][];
  readonly meanDominantDegree: number;
  readonly predictionMeanDegree: number[][];
}

interface TinyTraining {
  readonly x: number[][];
  readonly y: number[][];
  readonly initDominant: Weights;
  readonly initNondominant: Weights;
  readonly runs: readonly Run[];
}

const branches = ['dominant', 'nonDominant'] as const;

const paramsOf = (dominant: Weights, nonDominant: Weights): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.entries({ dominant, nonDominant }).flatMap(([branch, { encW, encB, predW, predB }]) => [
      [`${branch}/encoder/kernel`, tf.transpose(tf.tensor2d(encW))],
      [`${branch}/encoder/bias`, tf.tensor1d(encB)],
      [`${branch}/predictor/kernel`, tf.transpose(tf.tensor2d(predW))],
      [`${branch}/predictor/bias`, tf.tensor1d(predB)],
    ]),
  );

describeGolden<TinyTraining>('amema/tiny_training.json', (golden) => {
  const [x, y] = [tf.tensor2d(golden.x), tf.tensor2d(golden.y)];
  const targets = dominantAndRest(y);
  const shape = { inputs: 6, hidden: [4], outputs: 3 };
  const networks = {
    dominant: named('dominant', multilayerPerceptron(shape)),
    nonDominant: named('nonDominant', multilayerPerceptron(shape)),
  };
  const logits = (params: Params, branch: 'dominant' | 'nonDominant') => networks[branch].apply(params, x);
  const lossOf = (params: Params, branch: 'dominant' | 'nonDominant') =>
    klWithLogits(targets[branch], logits(params, branch));

  it.each(golden.runs)('$name', (run) => {
    const weighting = emaBalance({
      smoothing: run.m,
      baseline: run.b,
      sharpness: run.alpha,
      epsilon: run.eps,
    });
    const transform = chain(
      partition(() => clipByGlobalNorm(run.clip ?? 1e9)),
      branchMomentum({
        momenta: { dominant: run.muS0, nonDominant: run.muNs0 },
        adaption: { rate: run.gamma, sharpness: run.beta, maximum: run.muMax },
      }),
      scale(-run.lr),
    );

    let params: Params = paramsOf(golden.initDominant, golden.initNondominant);
    let weightingState = weighting.init(branches);
    let transformState = transform.init(params);
    let weights = { dominant: tf.scalar(0.5), nonDominant: tf.scalar(0.5) } as Terms<
      (typeof branches)[number]
    >;

    for (const [i, wanted] of run.steps.entries()) {
      const losses = { dominant: lossOf(params, 'dominant'), nonDominant: lossOf(params, 'nonDominant') };
      const weighed = weighting.update(losses, weightingState);
      weights = weighed.weights;

      // Equation 11, with the weights held constant.
      const names = Object.keys(params);
      const gradients = tf.grads((...values) => {
        const moved = Object.fromEntries(names.map((name, j) => [name, values[j] as tf.Tensor]));
        const terms = branches.map((branch) =>
          tf.mul(run.gradient === 'weighted' ? weights[branch] : 1, lossOf(moved, branch)),
        );
        return tf.addN(terms);
      })(Object.values(params) as tf.Tensor[]);

      const { updates, state, signals } = transform.update(
        Object.fromEntries(names.map((name, j) => [name, gradients[j] as tf.Tensor])),
        transformState,
        { step: tf.scalar(i), params, losses, weights, signals: weighed.signals as Terms },
      );
      params = Object.fromEntries(
        names.map((name) => [name, tf.add(params[name] as tf.Tensor, updates[name] as tf.Tensor)]),
      );
      [weightingState, transformState] = [weighed.state, state];

      expectClose(losses.dominant, wanted.Ls);
      expectClose(losses.nonDominant, wanted.Lns);
      const expected: Record<string, number> = {
        'ema/dominant': wanted.emaS,
        'ema/nonDominant': wanted.emaNs,
        ratio: wanted.r,
        'weight/dominant': wanted.wS,
        'weight/nonDominant': wanted.wNs,
        'norm/dominant': wanted.gradNormS,
        'norm/nonDominant': wanted.gradNormNs,
        delta: wanted.delta,
        'momentum/dominant': wanted.muS,
        'momentum/nonDominant': wanted.muNs,
        'clamped/dominant': 0,
        'clamped/nonDominant': 0,
      };
      const reported = { ...weighed.signals, ...signals };
      expect(Object.keys(reported).sort()).toEqual(Object.keys(expected).sort());
      for (const [name, value] of Object.entries(expected)) expectClose(reported[name] as tf.Scalar, value);
      for (const [name, value] of Object.entries(paramsOf(wanted.dominant, wanted.nondominant)))
        expectClose(params[name] as tf.Tensor, value);
    }

    const [dominant, nonDominant] = branches.map((branch) => tf.softmax(logits(params, branch))) as [
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    const mixed = (degree: tf.Tensor) => recompose({ dominant, nonDominant }, tf.mul(tf.ones([8]), degree));
    expectClose(dominant, run.dominantOut);
    expectClose(nonDominant, run.nondominantOut);
    expectClose(mixed(weights.dominant), run.predictionFinalWeights);
    expectClose(mixed(tf.scalar(0.5)), run.predictionHalfHalf);
    expectClose(mixed(tf.scalar(run.meanDominantDegree)), run.predictionMeanDegree);
  });
});
