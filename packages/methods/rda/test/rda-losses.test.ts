import { unitLoss } from '@ildl/ema-weighting';
import type { Params, Rng } from '@ildl/interface';
import { rngFrom, weightedSum } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { expect, it } from 'vitest';
import { rdaModel } from '../src/rda-model.js';

/** What the layers of the file are called here. */
const layers = {
  encoder_x: 'features/encoder',
  encoder_x_mu: 'features/mean',
  encoder_x_log_var: 'features/logVariance',
  encoder_y: 'labels/encoder',
  encoder_y_mu: 'labels/mean',
  encoder_y_log_var: 'labels/logVariance',
  decoder: 'decoder',
} as const;
type LayerName = keyof typeof layers;
const layerNames = Object.keys(layers) as LayerName[];

interface Case {
  readonly lambda1: number;
  readonly lambda2: number;
  readonly lambda3: number;
  readonly pred: number;
  readonly recovery: number;
  readonly target: number;
  readonly similarity: number;
  readonly total: number;
  /** Matrices are [out][in]. */
  readonly gradOfTotalOverItself: Readonly<
    Record<LayerName, { readonly W: number[][]; readonly b: number[] }>
  >;
}
interface RdaLosses {
  readonly x: number[][];
  readonly labels: number[][];
  /** [out][in]. */
  readonly weights: Readonly<Record<LayerName, number[][]>>;
  readonly biases: Readonly<Record<LayerName, number[]>>;
  readonly noiseX: number[][];
  readonly noiseY: number[][];
  readonly classFreq: number[];
  readonly trainNum: number;
  readonly decoderLogits: number[][];
  readonly prediction: number[][];
  readonly cases: readonly Case[];
}

const transposed = (matrix: number[][]) => tf.transpose(tf.tensor2d(matrix));

describeGolden<RdaLosses>('amema/rda_losses.json', (golden) => {
  const batch = { x: tf.tensor2d(golden.x), y: tf.tensor2d(golden.labels) };
  const params: Params = Object.fromEntries(
    layerNames.flatMap((name) => [
      [`${layers[name]}/kernel`, transposed(golden.weights[name])],
      [`${layers[name]}/bias`, tf.tensor1d(golden.biases[name])],
    ]),
  );
  const names = Object.keys(params);
  const model = rdaModel({ hidden: 4, adjustment: 0 })({
    features: 5,
    labels: 3,
    size: golden.trainNum,
    labelMass: golden.classFreq,
  });
  const noise: Readonly<Record<string, number[][]>> = { features: golden.noiseX, labels: golden.noiseY };
  /** A stream whose forks give the noise of the file. */
  const rng: Rng = {
    ...rngFrom(0),
    fork: (name) => ({
      ...rngFrom(0).fork(name),
      normal: <R extends tf.Rank>() => tf.tensor(noise[name] as number[][]) as tf.Tensor<R>,
    }),
  };
  const lossesOf = (at: Params) =>
    model.losses({ params: at, buffers: {} }, batch, { training: true, rng, step: tf.scalar(0) }).terms;

  it('the parameters of the file are those of the network', () => {
    const initial = model.init(rngFrom(0)).params;
    expect(names.toSorted()).toEqual(Object.keys(initial).toSorted());
    for (const name of names) expect(params[name]?.shape).toEqual(initial[name]?.shape);
  });

  it('the prediction', () => {
    const weights = { prediction: 1, recovery: 1, alignment: 1, similarity: 1 };
    const p = model.predict({ params, buffers: {} }, batch.x, {
      weights: Object.fromEntries(Object.keys(weights).map((term) => [term, tf.scalar(1)])) as Record<
        keyof typeof weights,
        tf.Scalar
      >,
    });
    expectClose(p, golden.prediction);
    expectClose(p, tf.softmax(tf.tensor2d(golden.decoderLogits)));
  });

  it.each(golden.cases)('λ = $lambda1, $lambda2, $lambda3', (one) => {
    const weighting = unitLoss({
      prediction: 1,
      recovery: one.lambda1,
      alignment: one.lambda2,
      similarity: one.lambda3,
    });
    const terms = lossesOf(params);
    expectClose(terms.prediction, one.pred);
    expectClose(terms.recovery, one.recovery);
    expectClose(terms.alignment, one.target);
    expectClose(terms.similarity, one.similarity);
    const { weights, signals } = weighting.update(terms, weighting.init(model.terms));
    expectClose(signals?.loss as tf.Scalar, one.total);
    expectClose(weightedSum(terms, weights), 1);

    const gradients = tf.grads((...values) =>
      weightedSum(
        lossesOf(Object.fromEntries(names.map((name, i) => [name, values[i] as tf.Tensor]))),
        weights,
      ),
    )(Object.values(params));
    for (const name of layerNames) {
      const { W, b } = one.gradOfTotalOverItself[name];
      const gradientOf = (param: string) => gradients[names.indexOf(`${layers[name]}/${param}`)] as tf.Tensor;
      expectClose(gradientOf('kernel'), transposed(W));
      expectClose(gradientOf('bias'), b);
    }
  });
});
