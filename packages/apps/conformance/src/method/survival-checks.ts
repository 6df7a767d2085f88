import type { Batch, FitEvent } from '@ildl/interface';
import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { oneHotRows, regressionRows } from '../problem.js';
import type { Checks } from '../run-checks.js';
import { type MethodSubject, train } from './method-subject.js';

const tenEpochs = (event: FitEvent) =>
  (event.type === 'epoch' && event.epoch >= 10) || (event.type === 'iteration' && event.iteration >= 20);

/** Trains on rows that are unusual but right, and wants numbers of it. */
const survives = async (subject: MethodSubject, change: (rows: Batch) => Batch, columns?: number) => {
  const rng = rngFrom(23);
  const rows = (n: number) => change(regressionRows(rng, n, columns));
  await train(subject, { train: rows(33), valid: rows(12), until: tenEpochs });
};

/** One label has the degree 0 in every row. */
const survivesALabelWithoutMass = (subject: MethodSubject) =>
  survives(subject, ({ x, y }) =>
    tf.tidy(() => {
      const rest = tf.mul<tf.Tensor2D>(y, tf.tensor1d([1, 1, 0, 1]));
      return { x: tf.clone(x), y: tf.div<tf.Tensor2D>(rest, tf.sum(rest, 1, true)) };
    }),
  );

/** There are two labels. */
const survivesTwoLabels = (subject: MethodSubject) => survives(subject, (rows) => rows, 2);

/** One feature has the same value in every row. */
const survivesAConstantFeature = (subject: MethodSubject) =>
  survives(subject, ({ x, y }) =>
    tf.tidy(() => ({ x: tf.mul<tf.Tensor2D>(x, tf.tensor1d([1, 0, 1, 1, 1, 1])), y: tf.clone(y) })),
  );

/** Every row has one label of degree 1. */
const survivesOneHotDegrees = (subject: MethodSubject) => survives(subject, oneHotRows);

/** The last batch of an epoch holds one row, whichever of the usual batch sizes the method has. */
const survivesALastBatchOfOne = async (subject: MethodSubject) => {
  for (const size of [17, 33, 65])
    await train(subject, {
      train: regressionRows(rngFrom(23), size),
      until: (event) => event.type === 'epoch' || tenEpochs(event),
    });
};

/** There is one training row. */
const survivesASingleRow = (subject: MethodSubject) =>
  train(subject, { train: regressionRows(rngFrom(23), 1), until: tenEpochs }).then(() => {});

/** There are no validation rows. */
const survivesWithoutValidation = ({ input: { valid: _, ...input }, ...subject }: MethodSubject) =>
  train({ ...subject, input }).then(() => {});

export const survivalChecks: Checks<MethodSubject> = {
  survivesALabelWithoutMass,
  survivesTwoLabels,
  survivesAConstantFeature,
  survivesOneHotDegrees,
  survivesALastBatchOfOne,
  survivesASingleRow,
  survivesWithoutValidation,
};
