import type { Rng } from '@ildl/interface';
import { rngFrom } from '@ildl/trainer';
import { assert } from '../assert.js';
import { sameBits } from '../compare.js';
import type { Checks } from '../run-checks.js';
import { type MethodSubject, type Trained, textOf, train } from './method-subject.js';

const assertSame = (when: string, a: Trained, b: Trained): void => {
  assert(`${textOf(a.events)}` === `${textOf(b.events)}`, `${when}, training reports other events.`);
  assert(sameBits(a.predictions, b.predictions), `${when}, the predictions differ.`);
};

/** The same seed gives the same bits. */
const repeatsWithTheSameSeed = async (subject: MethodSubject) => {
  const runs = [];
  for (const rng of [rngFrom(11), rngFrom(11)]) runs.push(await train(subject, { rng }));
  assertSame('With the same seed', ...(runs as [Trained, Trained]));
};

/** A stream that numbers were drawn from before counts as the same stream, as it has the same key: forks depend on that alone. */
const repeatsWithTheSameKey = async (subject: MethodSubject) => {
  const used: Rng = rngFrom(11);
  used.permutation(5);
  const [fresh, same] = [await train(subject, { rng: rngFrom(11) }), await train(subject, { rng: used })];
  assertSame('With a stream of the same key that was drawn from before (draw from forks of it)', fresh, same);
};

export const seedChecks: Checks<MethodSubject> = { repeatsWithTheSameSeed, repeatsWithTheSameKey };
