import type { Batch, FitInput } from '@ildl/interface';
import { collect, isIldlError, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { assert } from '../assert.js';
import { regressionRows } from '../problem.js';
import type { Check, Checks } from '../run-checks.js';
import { leftBy, type MethodSubject } from './method-subject.js';

/** Fails unless `work` throws an error with a code of ildl, and leaves no tensor behind. */
export const assertRefused = async (what: string, work: () => unknown): Promise<void> => {
  let outcome: { readonly error: unknown } | undefined;
  const left = await leftBy(async () => {
    try {
      await work();
    } catch (error) {
      outcome = { error };
    }
  });
  assert(outcome !== undefined, `${what} is accepted; refuse it.`);
  const { error } = outcome;
  assert(
    isIldlError(error),
    `${what} is refused by an error without a code that begins with ILDL_: ${error}`,
  );
  assert(left === 0, `${left} tensors are left after ${what} was refused.`);
};

/** Asks for a whole training. */
export const fitWith = ({ method, input }: MethodSubject, changes: Partial<FitInput>) =>
  collect(method.fit({ ...input, ...changes }));

/** Trains on rows of which something is wrong. */
const refuses =
  (what: string, spoil: (rows: Batch) => Batch): Check<MethodSubject> =>
  async (subject) => {
    const train = tf.tidy(() => ({ ...spoil(subject.input.train) }));
    await assertRefused(what, () => fitWith(subject, { train }));
  };

/** The same matrix with other first numbers. */
const startingWith = (matrix: tf.Tensor2D, ...numbers: number[]): tf.Tensor2D => {
  const values = Float32Array.from(matrix.dataSync());
  values.set(numbers);
  return tf.tensor2d(values, matrix.shape);
};

const refusesRowsThatDiffer = refuses('More rows of features than of labels', ({ x, y }) => ({
  x,
  y: tf.slice(y, 0, y.shape[0] - 1),
}));

const refusesFeaturesThatAreNotNumbers = refuses('A feature that is NaN', ({ x, y }) => ({
  x: startingWith(x, Number.NaN),
  y,
}));

const refusesNegativeDegrees = refuses('A negative degree', ({ x, y }) => ({
  x,
  y: startingWith(y, -0.5, 0.5, 0.5, 0.5),
}));

const refusesDegreesThatDoNotAddUp = refuses('A row of degrees that sums to 2', ({ x, y }) => ({
  x,
  y: startingWith(y, 0.5, 0.5, 0.5, 0.5),
}));

const refusesASingleLabel = refuses('A single label', ({ x, y }) => ({ x, y: tf.ones([y.shape[0], 1]) }));

/** Validation rows are data too. */
const refusesOtherValidation: Check<MethodSubject> = async (subject) => {
  const valid = regressionRows(rngFrom(3), 10, 3);
  await assertRefused('Validation with another number of labels', () => fitWith(subject, { valid }));
};

const refusesPredictionOfAnotherWidth: Check<MethodSubject> = async (subject) => {
  const { predictor } = await fitWith(subject, {});
  const narrow = tf.slice(subject.x, 0, [subject.x.shape[0], subject.x.shape[1] - 1]);
  await assertRefused('A prediction of rows with a feature less', () => predictor.predict(narrow));
  predictor.dispose();
};

export const refusalChecks: Checks<MethodSubject> = {
  refusesRowsThatDiffer,
  refusesFeaturesThatAreNotNumbers,
  refusesNegativeDegrees,
  refusesDegreesThatDoNotAddUp,
  refusesASingleLabel,
  refusesOtherValidation,
  refusesPredictionOfAnotherWidth,
};
