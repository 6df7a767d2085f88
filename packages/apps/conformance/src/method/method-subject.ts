import type { Batch, FitEvent, FitInput, Method } from '@ildl/interface';
import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { valuesOf } from '../compare.js';
import { assertMatrix } from '../distributions.js';
import { regressionRows } from '../problem.js';

/** A method, and the problem that it is tried on. */
export interface MethodSubject {
  readonly method: Method;
  readonly input: FitInput & { readonly valid: Batch };
  /** Rows to predict. */
  readonly x: tf.Tensor2D;
}

/** Two epochs or five iterations: enough for what does not depend on how good the result is. */
const briefly = (event: FitEvent): boolean =>
  (event.type === 'epoch' && event.epoch >= 2) || (event.type === 'iteration' && event.iteration >= 5);

/** More training rows than three batches of 64 and not a multiple of any usual batch size, so that there are steps. */
export const methodSubject = (method: Method, seed: number): MethodSubject => {
  const rng = rngFrom(seed).fork('data');
  return {
    method,
    input: {
      train: regressionRows(rng, 150),
      valid: regressionRows(rng, 30),
      rng: rngFrom(seed),
      until: briefly,
    },
    x: regressionRows(rng, 20).x,
  };
};

/** What a training reported and then predicts; both can be compared bit by bit. */
export interface Trained {
  readonly events: readonly FitEvent[];
  readonly predictions: Float32Array;
}

/** Trains, predicts `x`, checks that these are numbers, and disposes all that it was given. */
export const train = async (
  { method, input, x }: Omit<MethodSubject, 'input'> & { readonly input: FitInput },
  changes: Partial<FitInput> = {},
  onEvent?: (event: FitEvent) => void | Promise<void>,
): Promise<Trained> => {
  const given = { ...input, ...changes };
  const { events, predictor } = await collect(method.fit(given), onEvent);
  const p = predictor.predict(x);
  try {
    assertMatrix('the prediction', p, [x.shape[0], given.train.y.shape[1]]);
    return { events, predictions: valuesOf(p) };
  } finally {
    p.dispose();
    predictor.dispose();
  }
};

/** Events as text, without their function. */
export const textOf = (events: readonly FitEvent[]): readonly string[] =>
  events.map((event) => JSON.stringify(event));

/** The number of tensors that `work` leaves behind. */
export const leftBy = async (work: () => Promise<unknown>): Promise<number> => {
  const before = tf.memory().numTensors;
  await work();
  return tf.memory().numTensors - before;
};
