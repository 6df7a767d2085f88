import * as tf from '@tensorflow/tfjs';
import { ildlError } from './errors.js';
import type { FitEvent, FitInput, Method, Predictor } from './interface.js';
import { scope } from './scope.js';
import { decodeFile, encodeFile } from './tensor-file.js';

const kind = 'ildl/ensemble';

const predictorOf = (name: string, members: readonly Predictor[]): Predictor => ({
  predict: (x) =>
    scope(() => tf.div<tf.Tensor2D>(tf.addN(members.map((member) => member.predict(x))), members.length)),
  save: async () => {
    const files = await Promise.all(members.map((member) => member.save()));
    return encodeFile({
      kind,
      head: { name },
      arrays: new Map(files.map((values, i) => [`${i}`, { shape: [values.length], values }])),
    });
  },
  dispose: () => {
    for (const member of members) member.dispose();
  },
});

/**
 * The mean prediction of several fits of one method, each with a seed of its own. Reports one `iteration` event a
 * member, with the loss of its kept epoch as value (of validation where there is any); it does not resume.
 * @param size number of members
 * @throws `ILDL_OPTION` for a size below 1
 */
export const ensemble = (method: Method, size: number): Method => {
  const { name } = method;
  if (!Number.isSafeInteger(size) || size < 1)
    throw ildlError(
      'ILDL_OPTION',
      `The ensemble of ${name} has ${size} members; give a whole number from 1.`,
    );

  async function* fit(input: FitInput): AsyncGenerator<FitEvent, Predictor> {
    const { until, resume, ...rest } = input;
    if (resume)
      throw ildlError(
        'ILDL_OPTION',
        `An ensemble of ${name} writes no training state; run it from the start.`,
      );
    const members: Predictor[] = [];
    let complete = false;
    try {
      for (let member = 1; member <= size; member++) {
        const training = method.fit({ ...rest, rng: input.rng.fork('member').fork(`${member}`) });
        let value = 0;
        for (;;) {
          const next = await training.next();
          if (next.done) {
            members.push(next.value);
            break;
          }
          const event = next.value;
          if (event.type === 'epoch' && event.best)
            value = event.validationLoss ?? Object.values(event.losses).reduce((sum, loss) => sum + loss, 0);
          if (event.type === 'minimum') value = event.value;
        }
        const event: FitEvent = Object.freeze({ type: 'iteration', iteration: member, value });
        yield event;
        if (until?.(event)) break;
      }
      complete = true;
      return predictorOf(name, members);
    } finally {
      if (!complete) for (const member of members) member.dispose();
    }
  }

  const load = async (bytes: Uint8Array): Promise<Predictor> => {
    const { head, arrays } = await decodeFile(bytes, kind);
    const { name: of } = head as { name: string };
    if (of !== name)
      throw ildlError('ILDL_FILE', `This model file is of an ensemble of ${of}, not of ${name}.`);
    const members: Predictor[] = [];
    for (const { values } of arrays.values()) members.push(await method.load(values as Uint8Array));
    return predictorOf(name, members);
  };

  return Object.freeze({ name, fit, load });
};
