import type { FitEvent, FitInput } from '@ildl/interface';
import { collect } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { assert } from '../assert.js';
import { assertSameBits, snapshot } from '../compare.js';
import { type Checks, skipped } from '../run-checks.js';
import { leftBy, type MethodSubject, train } from './method-subject.js';

const noEvents = skipped('It reports no events.');

const assertNothingLeft = (left: number, when: string) =>
  assert(
    left === 0,
    `${left} tensors are left ${when}; dispose them, in \`finally\` where training may stop.`,
  );

/** Nothing is left once the predictor, its loaded copy and the predictions are disposed. */
const leavesNothingAtTheEnd = async (subject: MethodSubject) =>
  assertNothingLeft(
    await leftBy(async () => {
      const { predictor } = await collect(subject.method.fit(subject.input));
      const loaded = await subject.method.load(await predictor.save());
      for (const one of [predictor, loaded]) {
        one.predict(subject.x).dispose();
        one.dispose();
      }
    }),
    'after the predictor was disposed',
  );

/** Nothing is left where a consumer of events loses interest. */
const leavesNothingAfterABreak = async ({ method, input }: MethodSubject) => {
  let events = 0;
  const left = await leftBy(async () => {
    for await (const _ of method.fit(input)) {
      events++;
      break;
    }
  });
  if (events === 0) return noEvents;
  return assertNothingLeft(left, 'after a `for await` loop was left by `break`');
};

/** Counts what is left of a training that `changes` make fail. */
const leftByFailing = ({ method, input }: MethodSubject, changes: Partial<FitInput>, onEvent = () => {}) =>
  leftBy(async () => {
    const run = collect(method.fit({ ...input, ...changes }), onEvent);
    const predictor = await run.then(
      (ended) => ended.predictor,
      () => undefined,
    );
    predictor?.dispose();
  });

/** Nothing is left where training is aborted. */
const leavesNothingAfterAnAbort = async (subject: MethodSubject) => {
  const controller = new AbortController();
  const left = await leftByFailing(subject, { signal: controller.signal }, () => controller.abort());
  if (!controller.signal.aborted) return noEvents;
  return assertNothingLeft(left, 'after an abort');
};

/** Nothing is left where `until` throws. */
const leavesNothingAfterAThrow = async (subject: MethodSubject) => {
  let asked = false;
  const until = () => {
    asked = true;
    throw new Error('thrown by until');
  };
  const left = await leftByFailing(subject, { until });
  if (!asked) return skipped('It never asks `until`.');
  return assertNothingLeft(left, 'after `until` threw');
};

/** Training holds as many tensors after every epoch (or iteration) as after the second. */
const holdsAsManyTensorsEveryEpoch = async (subject: MethodSubject) => {
  const counts: number[] = [];
  const isRound = (event: FitEvent) => event.type === 'epoch' || event.type === 'iteration';
  let rounds = 0;
  const until = (event: FitEvent) => isRound(event) && ++rounds === 6;
  await train(subject, { until }, (event) => {
    if (isRound(event)) counts.push(tf.memory().numTensors);
  });
  if (counts.length < 3)
    return skipped(`It reports ${counts.length} epochs or iterations, which is too few to tell.`);
  const [, second, ...later] = counts;
  return assert(
    later.every((count) => count === second),
    `The number of tensors changes from epoch to epoch: ${counts.join(', ')}.`,
  );
};

/** Neither training nor predicting disposes or changes what it was given. */
const leavesItsInputsAlone = async (subject: MethodSubject) => {
  const { train: rows, valid } = subject.input;
  const given = { train: { ...rows }, valid: { ...valid }, x: subject.x };
  const before = snapshot(given);
  await train(subject);
  const disposed = [rows.x, rows.y, valid.x, valid.y, subject.x].filter((tensor) => tensor.isDisposed);
  assert(
    disposed.length === 0,
    `It disposed ${disposed.length} of the tensors it was given; they are the caller's.`,
  );
  assertSameBits('What it was given', before, snapshot(given));
};

export const memoryChecks: Checks<MethodSubject> = {
  leavesNothingAtTheEnd,
  leavesNothingAfterABreak,
  leavesNothingAfterAnAbort,
  leavesNothingAfterAThrow,
  holdsAsManyTensorsEveryEpoch,
  leavesItsInputsAlone,
};
