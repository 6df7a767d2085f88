import type { EpochEvent, FitEvent, IterationEvent, StepEvent } from '@ildl/interface';
import { assert } from '../assert.js';
import { type Checks, skipped } from '../run-checks.js';
import { type MethodSubject, train } from './method-subject.js';

const noEvents = skipped('It reports no events.');

const numbersIn = (value: unknown): readonly number[] =>
  typeof value === 'number'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(numbersIn)
      : [];

const isFrozen = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (Object.isFrozen(value) && Object.values(value).every(isFrozen));

const ofType = <T extends FitEvent['type']>(events: readonly FitEvent[], type: T) =>
  events.filter((event): event is Extract<FitEvent, { type: T }> => event.type === type);

/** Every number of every event is finite. */
const reportsFiniteNumbers = async (subject: MethodSubject) => {
  const { events } = await train(subject);
  if (events.length === 0) return noEvents;
  const wrong = events.find((event) => !numbersIn(event).every(Number.isFinite));
  return assert(
    wrong === undefined,
    `A number of an event is not finite: ${wrong?.type} event ${JSON.stringify(wrong)}.`,
  );
};

/** Events and all records in them are frozen, so that one consumer cannot change what the next one sees. */
const reportsFrozenEvents = async (subject: MethodSubject) => {
  const { events } = await train(subject);
  if (events.length === 0) return noEvents;
  const wrong = events.find((event) => !isFrozen(event));
  return assert(wrong === undefined, `A ${wrong?.type} event, or a record in it, is not frozen.`);
};

const risesByOne = (numbers: readonly number[], what: string) =>
  assert(
    numbers.every((number, i) => number === i + 1),
    `The ${what} numbers are ${numbers.join(', ')}; they must rise by one from 1.`,
  );

/** Epochs rise by one, and the steps of an epoch come before its end, in order. */
const reportsEpochsInOrder = async (subject: MethodSubject) => {
  const { events } = await train(subject);
  const epochs: readonly EpochEvent[] = ofType(events, 'epoch');
  if (epochs.length === 0) return skipped('It reports no epochs.');
  risesByOne(
    epochs.map(({ epoch }) => epoch),
    'epoch',
  );
  assert(
    epochs.every(({ epoch, epochs: all }) => epoch <= all),
    'An epoch has a number above the number of epochs.',
  );
  const stepsOf = (epoch: number): readonly StepEvent[] =>
    ofType(events, 'step').filter((step) => step.epoch === epoch);
  for (const { epoch } of epochs) {
    risesByOne(
      stepsOf(epoch).map(({ batch }) => batch),
      `batch (of epoch ${epoch})`,
    );
    assert(
      stepsOf(epoch).every(({ batch, batches }) => batch <= batches),
      `A step of epoch ${epoch} has a batch number above the number of batches.`,
    );
  }
  const order = events.flatMap((event) =>
    event.type === 'step' || event.type === 'epoch' ? [event.epoch] : [],
  );
  return assert(
    order.every((epoch, i) => i === 0 || epoch >= (order[i - 1] as number)),
    'A step is reported after the end of its epoch.',
  );
};

/** Iterations rise, and the minimum comes after them, at most once. */
const reportsIterationsInOrder = async (subject: MethodSubject) => {
  const { events: first } = await train(subject);
  if (ofType(first, 'iteration').length === 0) return skipped('It reports no iterations.');
  const { events } = await train(subject, { until: () => false });
  const iterations: readonly IterationEvent[] = ofType(events, 'iteration');
  risesByOne(
    iterations.map(({ iteration }) => iteration),
    'iteration',
  );
  const minimum = events.findIndex(({ type }) => type === 'minimum');
  return assert(minimum < 0 || minimum === events.length - 1, 'Something is reported after the minimum.');
};

export const eventChecks: Checks<MethodSubject> = {
  reportsFiniteNumbers,
  reportsFrozenEvents,
  reportsEpochsInOrder,
  reportsIterationsInOrder,
};
