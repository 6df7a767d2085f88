import type { FitEvent, FitInput, Method, Predictor } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { ildlError } from './errors.js';
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

/** The loss of the model that a fit keeps, where an event tells it: of validation where there is any. */
const lossIn = (event: FitEvent): number | undefined => {
  if (event.type === 'epoch' && event.best)
    return event.validationLoss ?? Object.values(event.losses).reduce((sum, loss) => sum + loss, 0);
  return event.type === 'minimum' || event.type === 'iteration' ? event.value : undefined;
};

/**
 * An ensemble of several methods, which predicts the mean of their predictions; each is fitted with a seed of its own. It
 * reports one `iteration` event per member, whose value is the loss of the model that the member keeps (of validation where
 * there is any). It does not resume.
 * @throws `ILDL_OPTION` for no methods; at `fit`, for a state to resume
 */
export const ensembleOf = (name: string, methods: readonly Method[]): Method => {
  if (methods.length === 0)
    throw ildlError('ILDL_OPTION', `The ensemble of ${name} has 0 members; give one or more.`);

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
      for (const [i, method] of methods.entries()) {
        const training = method.fit({ ...rest, rng: input.rng.fork('member').fork(`${i + 1}`) });
        let value = 0;
        for (;;) {
          const next = await training.next();
          if (next.done) {
            members.push(next.value);
            break;
          }
          value = lossIn(next.value) ?? value;
        }
        const event: FitEvent = Object.freeze({ type: 'iteration', iteration: i + 1, value });
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
    if (of !== name || arrays.size > methods.length)
      throw ildlError(
        'ILDL_FILE',
        `This model file is of an ensemble of ${arrays.size} ${of}, not of ${methods.length} ${name}.`,
      );
    const members: Predictor[] = [];
    const files = [...arrays.values()];
    for (const [i, method] of methods.slice(0, files.length).entries())
      members.push(await method.load(files[i]?.values as Uint8Array));
    return predictorOf(name, members);
  };

  return Object.freeze({ name, fit, load });
};

/**
 * An ensemble of several fits of one method, each with a seed of its own; see `ensembleOf`.
 * @param size number of members, from 1
 * @throws `ILDL_OPTION` for a size below 1
 */
export const ensemble = (method: Method, size: number): Method => {
  const { name } = method;
  if (!Number.isSafeInteger(size) || size < 1)
    throw ildlError(
      'ILDL_OPTION',
      `The ensemble of ${name} has ${size} members; give a whole number from 1.`,
    );
  return ensembleOf(name, Array<Method>(size).fill(method));
};
