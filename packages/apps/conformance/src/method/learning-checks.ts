import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { assert } from '../assert.js';
import { regressionRows } from '../problem.js';
import type { Checks } from '../run-checks.js';
import type { MethodSubject } from './method-subject.js';

/** Mean Kullback-Leibler divergence of `p` from `y`, where degrees below 1e-10 count as that. */
const divergence = (y: tf.Tensor2D, p: tf.Tensor2D): number =>
  tf.tidy(() => {
    const [ys, ps] = [tf.maximum(y, 1e-10), tf.maximum(p, 1e-10)];
    return tf.mean(tf.sum(tf.mul(y, tf.sub(tf.log(ys), tf.log(ps))), 1)).dataSync()[0] as number;
  });

/** The largest ratio of the divergence of a method to that of the mean predictor, on rows that it has not seen. */
const most = 0.9;

/**
 * Trained to its end on 600 rows whose labels follow the features closely, it predicts 300 other rows better than the
 * mean of the training label distributions does, by a tenth of its Kullback-Leibler divergence.
 */
const beatsTheMean = async ({ method }: MethodSubject) => {
  const rng = rngFrom(5);
  const rows = (n: number) => regressionRows(rng, n);
  const [train, valid, test] = [rows(600), rows(150), rows(300)];
  const { predictor } = await collect(method.fit({ train, valid, rng }));
  const own = divergence(test.y, predictor.predict(test.x));
  const mean = tf.tile(tf.mean<tf.Tensor2D>(train.y, 0, true), [300, 1]);
  const floor = divergence(test.y, mean);
  predictor.dispose();
  assert(
    own <= most * floor,
    `Its divergence is ${own.toFixed(4)} on rows where the mean predictor's is ${floor.toFixed(4)}; at most ${(most * floor).toFixed(4)} is wanted.`,
  );
};

export const learningChecks: Checks<MethodSubject> = { beatsTheMean };
