import { branchMomentum } from '@ildl/branch-momentum';
import { numpyPermutation } from '@ildl/datasets';
import { emaBalance } from '@ildl/ema-weighting';
import type { Params, Rng, Terms } from '@ildl/interface';
import { dominantAndRest } from '@ildl/label-decoupling';
import { multilayerPerceptron, named } from '@ildl/layers';
import { klWithLogits } from '@ildl/losses';
import { meanOf, metrics } from '@ildl/metrics';
import { chain, clipByGlobalNorm, partition, scale } from '@ildl/transforms';
import * as tf from '@tensorflow/tfjs';
import { copyOf, release, scope } from './memory.js';
import { testFold } from './test-fold.js';

/** The layers draw uniform numbers from forks, and nothing else of an `Rng`. */
const streamOf = (key: string): Rng =>
  ({
    key,
    fork: (name) => streamOf(`${key}/${name}`),
    uniform: (shape, low = 0, high = 1) => tf.randomUniform(shape, low, high, 'float32', key),
  }) as Rng;

const branchNames = ['dominant', 'nonDominant'] as const;
type Branch = (typeof branchNames)[number];
const ofBranches = <T>(of: (branch: Branch) => T) =>
  ({ dominant: of('dominant'), nonDominant: of('nonDominant') }) as const;

const textOf = (scalar: tf.Tensor | undefined) => (scalar?.dataSync()[0] ?? Number.NaN).toFixed(4);

export interface HandWrittenLoopOptions {
  /** Default 20. */
  readonly epochs?: number;
  readonly print: (line: string) => void;
}

/**
 * AMEMA without a trainer. What `gradientMethod` does for a method is written out: steps, states, memory. It does not
 * check its input, keep the best epoch, resume or write files.
 * @returns the mean of each metric over the test rows, and that of the uniform distribution
 */
export const handWrittenLoop = ({ epochs = 20, print }: HandWrittenLoopOptions) => {
  const before = tf.memory().numTensors;
  const held = () => tf.memory().numTensors - before;
  const { train, test } = testFold();
  const [rows, features] = train.x.shape;
  const labels = train.y.shape[1];
  const batchSize = 64;

  // Two branches that share nothing. The first part of a name, as in `dominant/encoder/kernel`, is the branch.
  const branches = ofBranches((name) =>
    named(name, multilayerPerceptron({ inputs: features, hidden: [100], outputs: labels })),
  );
  const start = ofBranches((name) => branches[name].init(streamOf(name)));
  const params = Object.fromEntries(
    Object.entries({ ...start.dominant, ...start.nonDominant }).map(([name, tensor]) => [
      name,
      tf.variable(tensor, true, name),
    ]),
  );
  release(start);

  const weighting = emaBalance(); // eq. 6-10
  const transform = chain(
    partition(() => clipByGlobalNorm(5)),
    branchMomentum({ adaption: { rate: 1e-4 } }), // eq. 12, 14, 16-18
    scale(-0.001), // eq. 13, 15
  );

  // What goes on from step to step is ours to keep: the states of the pieces, and the weights to predict with.
  let kept = scope(() => ({
    weighting: weighting.init(branchNames),
    transform: transform.init(params),
    weights: ofBranches(() => tf.scalar(0.5)) as Terms<Branch>,
  }));

  /** One step. All tensors that it makes are disposed at its end, but for those that it returns. */
  const stepOn = (indices: Int32Array, step: number) =>
    scope(() => {
      const batch = tf.tensor1d(indices, 'int32');
      const x = tf.gather(train.x, batch);
      const parts = dominantAndRest(tf.gather(train.y, batch)); // eq. 2-3
      const lossOf = (name: Branch) => klWithLogits(parts[name], branches[name].apply(params, x)); // eq. 4-5

      // `variableGrads` disposes all that its function makes: `tf.keep` takes the losses out of it, and out of this
      // scope too, so they are released by hand.
      let losses = {} as Terms<Branch>;
      const { grads } = tf.variableGrads(() => {
        losses = ofBranches((name) => tf.keep(lossOf(name)));
        return tf.add(losses.dominant, losses.nonDominant);
      }, Object.values(params));

      // The branches share no parameter, so in each the gradient of eq. 11 is its weight times that of its loss. Had
      // the weights been part of the function above, gradients would flow through them, which eq. 11 does not mean.
      const { weights, ...weighed } = weighting.update(losses, kept.weighting);
      const gradients: Params = Object.fromEntries(
        Object.entries(grads).map(([name, gradient]) => [
          name,
          tf.mul(gradient, weights[name.split('/')[0] as Branch]),
        ]),
      );
      const transformed = transform.update(gradients, kept.transform, {
        step: tf.scalar(step),
        params,
        losses,
        weights,
        signals: weighed.signals ?? {},
      });
      for (const [name, param] of Object.entries(params))
        param.assign(tf.add(param, transformed.updates[name] as tf.Tensor));

      const result = copyOf({
        next: { weighting: weighed.state, transform: transformed.state, weights },
        report: { losses, signals: transformed.signals ?? {} },
      });
      release(losses);
      return result;
    });

  print(`${rows} training rows, ${features} features, ${labels} labels`);
  const batches = Math.ceil(rows / batchSize);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = numpyPermutation(rows, epoch);
    for (let batch = 1; batch <= batches; batch++) {
      const indices = order.subarray((batch - 1) * batchSize, batch * batchSize);
      const { next, report } = stepOn(indices, (epoch - 1) * batches + batch - 1);
      // The new states are copies, so the old ones can go.
      release(kept);
      kept = next;
      if (batch === batches)
        print(
          [
            `epoch ${epoch}: ${held()} tensors`,
            ...branchNames.map(
              (name) =>
                `${name} loss ${textOf(report.losses[name])} weight ${textOf(kept.weights[name])} momentum ${textOf(report.signals[`momentum/${name}`])}`,
            ),
          ].join('; '),
        );
      release(report);
    }
  }

  const scores = metrics.map((metric) => {
    const [own, uniform] = tf.tidy(() => {
      const outputs = ofBranches((name) => tf.softmax(branches[name].apply(params, test.x)));
      const p = tf.add<tf.Tensor2D>(
        tf.mul(outputs.dominant, kept.weights.dominant),
        tf.mul(outputs.nonDominant, kept.weights.nonDominant),
      );
      return [p, tf.fill<tf.Rank.R2>(p.shape, 1 / labels)].map(
        (predicted) => meanOf(metric, test.y, predicted).dataSync()[0] as number,
      );
    }) as [number, number];
    print(`${metric.name} (${metric.better} is better): ${own.toFixed(4)}, uniform ${uniform.toFixed(4)}`);
    return { name: metric.name, better: metric.better, own, uniform };
  });

  release(train.x, train.y, test.x, test.y, kept, params);
  print(`${held()} tensors left`);
  return scores;
};
