import type { FitEvent } from '@ildl/interface';
import { assert } from '../assert.js';
import { sameBits } from '../compare.js';
import { type Checks, skipped } from '../run-checks.js';
import { type MethodSubject, textOf, train } from './method-subject.js';
import { assertRefused, fitWith } from './refusal-checks.js';

/** An aborted signal ends training before it begins. */
const abortsBeforeTraining = (subject: MethodSubject) =>
  assertRefused('Training with a signal that is aborted already', () =>
    fitWith(subject, { signal: AbortSignal.abort() }),
  );

/** A signal that is aborted at the first event ends training there. */
const abortsDuringTraining = async (subject: MethodSubject) => {
  const { events: whole } = await train(subject);
  if (whole.length < 2) return skipped('It reports too few events to be aborted between two of them.');
  const controller = new AbortController();
  const events: FitEvent[] = [];
  await assertRefused('Training with a signal that is aborted at the first event', async () => {
    for await (const event of subject.method.fit({ ...subject.input, signal: controller.signal })) {
      events.push(event);
      controller.abort();
    }
  });
  return assert(events.length === 1, `It reports ${events.length - 1} events after the signal was aborted.`);
};

/** Training ends after the event for which `until` is true, and the predictor of that moment is returned. */
const endsWhereUntilSays = async (subject: MethodSubject) => {
  const { events } = await train(subject, { until: () => true });
  if (events.length === 0) return skipped('It reports no events.');
  return assert(events.length === 1, `It reports ${events.length - 1} events after \`until\` was true.`);
};

/** Training resumed from the state of an event reports the rest of the events and predicts the same bits. */
const resumesAt = (type: 'step' | 'epoch') => async (subject: MethodSubject) => {
  let taken: { readonly resume: Uint8Array; readonly done: number } | undefined;
  let done = 0;
  const whole = await train(subject, {}, async (event) => {
    done++;
    if (taken === undefined && event.type === type) taken = { resume: await event.state(), done };
  });
  if (taken === undefined)
    return skipped(`It reports no state at ${type === 'step' ? 'a step' : 'an epoch'}.`);
  const { resume, done: before } = taken;
  const rest = await train(subject, { resume });
  assert(
    `${textOf(rest.events)}` === `${textOf(whole.events.slice(before))}`,
    'Resumed, training reports other events than without a stop.',
  );
  return assert(
    sameBits(rest.predictions, whole.predictions),
    'Resumed, training predicts other numbers than without a stop.',
  );
};
const resumesAtAStep = resumesAt('step');
const resumesAtAnEpoch = resumesAt('epoch');

/** Bytes that are no training state are refused, also by a method that cannot resume. */
const refusesADamagedState = (subject: MethodSubject) =>
  assertRefused('Resuming from three bytes', () => fitWith(subject, { resume: Uint8Array.of(1, 2, 3) }));

export const controlChecks: Checks<MethodSubject> = {
  abortsBeforeTraining,
  abortsDuringTraining,
  endsWhereUntilSays,
  resumesAtAStep,
  resumesAtAnEpoch,
  refusesADamagedState,
};
