import type { Predictor } from '@ildl/interface';
import { collect } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { assert } from '../assert.js';
import { assertClose, sameBits, valuesOf } from '../compare.js';
import { assertDistributions } from '../distributions.js';
import { rowSelections, rowsOf } from '../problem.js';
import type { Checks } from '../run-checks.js';
import type { MethodSubject } from './method-subject.js';

const withPredictor = async <T>(
  { method, input }: MethodSubject,
  use: (predictor: Predictor) => T,
): Promise<T> => {
  const { predictor } = await collect(method.fit(input));
  try {
    return use(predictor);
  } finally {
    predictor.dispose();
  }
};

/** Rows are not negative, finite and sum to 1, also far from the training rows. */
const predictsDistributions = (subject: MethodSubject) =>
  withPredictor(subject, (predictor) => {
    const shape = [subject.x.shape[0], subject.input.train.y.shape[1]] as const;
    for (const [where, factor] of [
      ['the prediction', 1],
      ['the prediction of features of 0', 0],
      ['the prediction of features in the hundreds', 100],
    ] as const)
      assertDistributions(where, predictor.predict(tf.mul(subject.x, factor)), shape);
  });

/** The prediction of a row depends on no other row, nor on the order of rows. */
const predictsRowsAlone = (subject: MethodSubject) =>
  withPredictor(subject, (predictor) => {
    const all = predictor.predict(subject.x);
    for (const rows of rowSelections(subject.x.shape[0]))
      assertClose(
        `The rows ${rows} predicted with and without the others`,
        valuesOf(predictor.predict(rowsOf(subject.x, rows))),
        valuesOf(rowsOf(all, rows)),
      );
  });

/** Predicting twice gives the same bits. */
const predictsRepeatably = (subject: MethodSubject) =>
  withPredictor(subject, (predictor) => {
    const [first, second] = [0, 1].map(() => valuesOf(predictor.predict(subject.x))) as [
      Float32Array,
      Float32Array,
    ];
    assert(sameBits(first, second), 'The same rows predicted twice give different numbers.');
  });

export const predictionChecks: Checks<MethodSubject> = {
  predictsDistributions,
  predictsRowsAlone,
  predictsRepeatably,
};
