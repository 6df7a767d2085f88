import type { Batch, FitEvent, FitInput, Method, ModelFor, Predictor } from '@ildl/interface';
import { klWithLogits } from '@ildl/losses';
import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { checkMethod, type Report } from '../src/index.js';
import { fullBatchRegression } from './full-batch-regression.js';
import { descend, regression, softmaxRegression } from './softmax-regression.js';

type Fit = AsyncGenerator<FitEvent, Predictor>;

const good = softmaxRegression();

/** A method with another `fit`. */
const fitting = (fit: (input: FitInput) => Fit, method = good): Method => ({ ...method, fit });

/** A method that is given another input. */
const given = (change: (input: FitInput) => FitInput): Method => fitting((input) => good.fit(change(input)));

/** A method that is given other rows, all of them made anew. */
const givenRows = (change: (input: FitInput) => Partial<Pick<FitInput, 'train' | 'valid'>>): Method =>
  fitting(async function* (input) {
    let rows: Partial<FitInput> = {};
    try {
      rows = tf.tidy(() => change(input) as tf.TensorContainer) as Partial<FitInput>;
      return yield* good.fit({ ...input, ...rows });
    } finally {
      tf.dispose(rows as tf.TensorContainer);
    }
  });

/** A fit whose events are changed. */
async function* each(fit: Fit, change: (event: FitEvent) => FitEvent): Fit {
  try {
    for (;;) {
      const next = await fit.next();
      if (next.done) return next.value;
      yield change(next.value);
    }
  } finally {
    await fit.return(undefined as never);
  }
}

/** A method whose predictors, also loaded ones, are changed. */
const predicting = (
  change: (predictor: Predictor) => Partial<Predictor>,
  load: Method['load'] = good.load,
): Method => {
  const changed = (predictor: Predictor): Predictor => ({ ...predictor, ...change(predictor) });
  return {
    ...good,
    async *fit(input) {
      return changed(yield* good.fit(input));
    },
    load: async (file) => changed(await load(file)),
  };
};

/** A method whose events are changed. */
const reporting = (change: (event: FitEvent) => FitEvent, method = good): Method =>
  fitting((input) => each(method.fit(input), change), method);

/** A method whose model is changed. */
const modelling = (losses: (logits: tf.Tensor2D, batch: Batch) => tf.Scalar): Method => {
  const model: ModelFor<'kl'> = (problem) => {
    const inner = regression(problem);
    return {
      ...inner,
      losses: ({ params }, batch) => {
        const logits = tf.add<tf.Tensor2D>(
          tf.matMul(batch.x, params['all/kernel'] as tf.Tensor2D),
          params['all/bias'] as tf.Tensor,
        );
        return { terms: { kl: losses(logits, batch) } };
      },
    };
  };
  return softmaxRegression({ model });
};

/** Predictions mixed with something else: still label distributions. */
const mixed = (p: tf.Tensor2D, other: (p: tf.Tensor2D) => tf.Tensor, share: number): tf.Tensor2D => {
  try {
    return tf.tidy(() => tf.add(tf.mul(p, 1 - share), tf.mul(other(p), share)));
  } finally {
    p.dispose();
  }
};
const uniform = (p: tf.Tensor2D) => tf.fill(p.shape, 1 / p.shape[1]);

/** Holds a tensor from the first event on, and forgets it where training stops in some way. */
const forgetting = (how: 'however' | 'by break'): Method =>
  fitting(async function* (input) {
    let held: tf.Tensor | undefined;
    const fit = each(good.fit(input), (event) => {
      held ??= tf.keep(tf.scalar(1));
      return event;
    });
    try {
      const predictor = yield* fit;
      held?.dispose();
      return predictor;
    } catch (error) {
      if (how === 'by break') held?.dispose();
      throw error;
    }
  });

const standardised = ({ x, y }: Batch, { x: of }: Batch): Batch => {
  const { mean, variance } = tf.moments(of, 0);
  return { x: tf.div(tf.sub(x, mean), tf.sqrt(variance)), y: tf.clone(y) };
};

const repaired = ({ x, y }: Batch): Batch => {
  const rows = Math.min(x.shape[0], y.shape[0]);
  const degrees = tf.relu(tf.slice(y, 0, rows));
  return {
    x: tf.where(tf.isNaN(tf.slice(x, 0, rows)), 0, tf.slice(x, 0, rows)),
    y: tf.div(degrees, tf.sum(degrees, 1, true)),
  };
};

const refusals = [
  'refusesRowsThatDiffer',
  'refusesFeaturesThatAreNotNumbers',
  'refusesNegativeDegrees',
  'refusesDegreesThatDoNotAddUp',
];

/** Every fault, with the checks that it fails, and no others. */
const faults: readonly (readonly [fault: string, failed: readonly string[], method: Method])[] = [
  [
    'a softmax that overflows',
    ['predictsDistributions'],
    predicting((predictor) => ({
      predict: (x) => mixed(predictor.predict(x), () => tf.mul(0, tf.exp(tf.max(x))), 0),
    })),
  ],
  [
    'predictions that depend on the other rows',
    ['predictsRowsAlone'],
    predicting((predictor) => ({
      predict: (x) => mixed(predictor.predict(x), (p) => tf.mean(p, 0, true), 0.1),
    })),
  ],
  [
    'a counter in the predictor',
    ['predictsRepeatably'],
    predicting((predictor) => {
      let calls = 0;
      return { predict: (x) => mixed(predictor.predict(x), uniform, 1e-6 * calls++) };
    }),
  ],
  [
    'a seed that is ignored',
    ['repeatsWithTheSameSeed', 'repeatsWithTheSameKey', 'resumesAtAStep', 'resumesAtAnEpoch'],
    given((input) => ({ ...input, rng: rngFrom(Math.floor(Math.random() * 1e9)) })),
  ],
  [
    'numbers drawn from the stream itself',
    ['repeatsWithTheSameKey', 'resumesAtAStep', 'resumesAtAnEpoch'],
    given((input) => ({ ...input, rng: rngFrom(input.rng.integer(1e9)) })),
  ],
  [
    'a predictor that keeps its tensors',
    ['leavesNothingAtTheEnd'],
    predicting(() => ({ dispose: () => {} })),
  ],
  [
    'tensors disposed without `finally`',
    [
      'leavesNothingAfterABreak',
      'leavesNothingAfterAnAbort',
      'leavesNothingAfterAThrow',
      'abortsDuringTraining',
    ],
    forgetting('however'),
  ],
  ['tensors disposed by `catch`', ['leavesNothingAfterABreak'], forgetting('by break')],
  [
    'a history of tensors',
    ['holdsAsManyTensorsEveryEpoch'],
    fitting(async function* (input) {
      const history: tf.Tensor[] = [];
      try {
        return yield* each(good.fit(input), (event) => {
          history.push(tf.scalar(1));
          return event;
        });
      } finally {
        for (const tensor of history) tensor.dispose();
      }
    }),
  ],
  [
    'rows that are changed in place',
    [
      'repeatsWithTheSameSeed',
      'repeatsWithTheSameKey',
      'leavesItsInputsAlone',
      'resumesAtAStep',
      'resumesAtAnEpoch',
    ],
    fitting(async function* (input) {
      const predictor = yield* good.fit(input);
      const values = input.train.x.dataSync();
      values[0] = (values[0] as number) / 2;
      return predictor;
    }),
  ],
  [
    'a loss that is not a number',
    ['reportsFiniteNumbers'],
    reporting((event) =>
      event.type === 'epoch' ? Object.freeze({ ...event, losses: Object.freeze({ kl: Number.NaN }) }) : event,
    ),
  ],
  ['events that can be changed', ['reportsFrozenEvents'], reporting((event) => ({ ...event }))],
  [
    'epochs counted from 0',
    ['reportsEpochsInOrder'],
    reporting((event) =>
      event.type === 'epoch' ? Object.freeze({ ...event, epoch: event.epoch - 1 }) : event,
    ),
  ],
  [
    'iterations counted from 0',
    ['reportsIterationsInOrder'],
    reporting(
      (event) =>
        event.type === 'iteration' ? Object.freeze({ ...event, iteration: event.iteration - 1 }) : event,
      fullBatchRegression(),
    ),
  ],
  [
    'input that is repaired without a word',
    refusals,
    givenRows((input) => ({ train: repaired(input.train) })),
  ],
  [
    'errors without a code',
    [
      ...refusals,
      'refusesASingleLabel',
      'refusesOtherValidation',
      'abortsBeforeTraining',
      'abortsDuringTraining',
      'refusesADamagedState',
    ],
    fitting(async function* (input) {
      try {
        return yield* good.fit(input);
      } catch (error) {
        throw new Error(`${error}`);
      }
    }),
  ],
  [
    'rows to predict that are padded',
    ['refusesPredictionOfAnotherWidth'],
    predicting((predictor) => ({
      predict: (x) =>
        tf.tidy(() =>
          predictor.predict(
            tf.pad(x, [
              [0, 0],
              [0, 6 - x.shape[1]],
            ]),
          ),
        ),
    })),
  ],
  [
    'a signal that is ignored',
    ['abortsBeforeTraining', 'abortsDuringTraining'],
    given(({ signal: _, ...input }) => input),
  ],
  ['`until` that is ignored', ['endsWhereUntilSays'], given(({ until: _, ...input }) => input)],
  [
    'a state that is ignored',
    ['resumesAtAStep', 'resumesAtAnEpoch', 'refusesADamagedState'],
    given(({ resume: _, ...input }) => input),
  ],
  [
    'a file that lacks something',
    ['loadsWhatItSaves'],
    {
      ...good,
      load: async (file) => {
        const predictor = await good.load(file);
        return { ...predictor, predict: (x) => mixed(predictor.predict(x), uniform, 0.01) };
      },
    },
  ],
  [
    'a file with a number that counts up',
    ['savesTheSameBytes', 'refusesADamagedFile'],
    (() => {
      let saved = 0;
      return predicting(
        (predictor) => ({ save: async () => Uint8Array.of(saved++, ...(await predictor.save())) }),
        (file) => good.load(file.subarray(1)),
      );
    })(),
  ],
  [
    'a division by the mass of a label',
    ['survivesALabelWithoutMass'],
    softmaxRegression({
      model: (problem) => {
        const inner = regression(problem);
        return {
          ...inner,
          losses: (variables, batch, ctx) => {
            const rarity = tf.sum(tf.div(1e-3, tf.tensor1d([...problem.labelMass])));
            const { terms } = inner.losses(variables, batch, ctx);
            return { terms: { kl: tf.add(terms.kl, tf.mul(terms.kl, rarity)) } };
          },
        };
      },
    }),
  ],
  [
    'a third label that is taken for granted',
    ['refusesASingleLabel', 'survivesTwoLabels'],
    given((input) => {
      tf.slice(input.train.y, [0, 2], [1, 1]).dispose();
      return input;
    }),
  ],
  [
    'a division by the deviation of a feature',
    ['survivesAConstantFeature', 'survivesASingleRow'],
    givenRows((input) => ({
      train: standardised(input.train, input.train),
      ...(input.valid && { valid: standardised(input.valid, input.train) }),
    })),
  ],
  [
    'the logarithm of a degree',
    ['survivesALabelWithoutMass', 'survivesOneHotDegrees'],
    modelling((logits, { y }) => tf.mean(tf.sum(tf.mul(y, tf.sub(tf.log(y), tf.logSoftmax(logits))), 1))),
  ],
  [
    'the sample variance of a batch',
    ['survivesALastBatchOfOne', 'survivesASingleRow'],
    modelling((logits, { x, y }) => {
      const variance = tf.div(tf.sum(tf.square(tf.sub(x, tf.mean(x, 0)))), x.shape[0] - 1);
      return tf.add(klWithLogits(y, logits), tf.mul(0, variance));
    }),
  ],
  [
    'validation that is taken for granted',
    ['survivesWithoutValidation'],
    given(({ valid, ...input }) => ({ ...input, valid: { ...(valid as Batch), x: (valid as Batch).x } })),
  ],
  [
    'a learning rate that is far too small',
    ['beatsTheMean'],
    softmaxRegression({ transform: descend(1e-9) }),
  ],
];

const failedOf = ({ results }: Report) =>
  results.filter(({ status }) => status === 'failed').map(({ check }) => check);

describe('checkMethod finds', () => {
  const [seen, all] = [new Set<string>(), new Set<string>()];

  it.each(faults)('%s', async (_, failed, method) => {
    const report = await checkMethod(method);
    expect(failedOf(report)).toEqual(failed);
    expect(report.failed).toBe(failed.length);
    for (const { check, status, reason } of report.results) {
      all.add(check);
      if (status === 'failed') seen.add(check);
      expect(reason === undefined).toBe(status === 'passed');
    }
  });

  it('a fault for each of its checks', () => {
    expect([...all].filter((check) => !seen.has(check))).toEqual([]);
  });

  it('methods that do nothing but throw', async () => {
    const thrower = () => {
      throw new Error('not today');
    };
    const report = await checkMethod({ name: 'thrower', fit: thrower, load: thrower });
    expect(report.passed + report.failed).toBe(report.ran);
    expect(report.failed).toBeGreaterThan(30);
  });
});
