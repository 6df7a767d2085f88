import type {
  Decoupler,
  Metric,
  Model,
  ModelFor,
  Params,
  Terms,
  Transform,
  Weighting,
} from '@ildl/interface';
import { dominantAndRest } from '@ildl/label-decoupling';
import { chebyshev } from '@ildl/metrics';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import {
  checkDecoupler,
  checkMetric,
  checkModel,
  checkTransform,
  checkWeighting,
  type Report,
} from '../src/index.js';
import { noisyRegression } from './softmax-regression.js';

/** What a fault does to a result of the piece, given one of its inputs. */
type Spoil = <T extends tf.Tensor>(result: T, input: tf.Tensor) => T;

/** Faults that any piece can have, with the check that finds each. */
const commonFaults = (): readonly (readonly [fault: string, failed: readonly string[], spoil: Spoil])[] => {
  let calls = 0;
  return [
    ['a counter', ['computesTheSameTwice'], (result) => tf.mul(result, 1 + 1e-6 * (++calls % 7))],
    ['the time', ['isPure'], (result) => (Date.now() > 0 ? result : tf.neg(result))],
    [
      'a reading of a tensor',
      ['readsNoTensors'],
      (result, input) => ((input.dataSync()[0] as number) > 1e9 ? tf.neg(result) : result),
    ],
    [
      'a tensor that is kept',
      ['leavesNothingBehind'],
      (result) => {
        tf.keep(tf.scalar(1));
        return result;
      },
    ],
    [
      'an input that is changed in place',
      ['readsNoTensors', 'leavesItsInputsAlone'],
      (result, input) => {
        const values = input.dataSync();
        values[0] = -0 * (values[0] as number);
        return result;
      },
    ],
  ];
};

const failedOf = ({ results }: Report) =>
  results.filter(({ status }) => status === 'failed').map(({ check }) => check);

/** Describes that a check function finds each fault by these checks, and has no check that no fault fails. */
const describeFaults = <P>(
  name: string,
  check: (piece: P) => Promise<Report>,
  faults: readonly (readonly [fault: string, failed: readonly string[], piece: P])[],
) => {
  describe(`${name} finds`, () => {
    const [seen, all] = [new Set<string>(), new Set<string>()];

    it.each(faults)('%s', async (_, failed, piece) => {
      const report = await check(piece);
      const found = failedOf(report);
      expect(found).toEqual(expect.arrayContaining([...failed]));
      // Faults that show in one way only show no other.
      if (failed.length === 1) expect(found).toEqual(failed);
      for (const { check: of } of report.results) all.add(of);
      for (const of of failed) seen.add(of);
    });

    it('a fault for each of its checks', () => {
      expect([...all].filter((of) => !seen.has(of))).toEqual([]);
    });
  });
};

const stopGradient = (x: tf.Tensor): tf.Scalar =>
  tf.customGrad((value) => ({
    value: tf.clone(value as tf.Tensor),
    gradFunc: (dy) => tf.zerosLike(dy as tf.Tensor),
  }))(x) as tf.Scalar;

/** The model with some of its functions replaced. */
const model =
  (change: (inner: Model<'kl' | 'decay'>) => Partial<Model<'kl' | 'decay'>>): ModelFor<'kl' | 'decay'> =>
  (problem) => {
    const inner = noisyRegression(problem);
    return { ...inner, ...change(inner) };
  };

/** The model with other loss terms. */
const withTerms = (
  change: (terms: Terms<'kl' | 'decay'>, y: tf.Tensor2D) => Terms,
): ModelFor<'kl' | 'decay'> =>
  model((inner) => ({
    losses: (variables, batch, ctx) => {
      const { terms, buffers } = inner.losses(variables, batch, ctx);
      return { terms: change(terms, batch.y) as typeof terms, buffers: buffers as Params };
    },
  }));

describeFaults('checkModel', checkModel, [
  [
    'parameters without a group',
    ['namesParamsByGroup'],
    model((inner) => ({
      init: (rng) => {
        const { params, buffers } = inner.init(rng);
        return { params: { ...params, kernel: tf.ones([2]) }, buffers };
      },
    })),
  ],
  [
    'a loss term that is not computed',
    ['computesItsTerms', 'hasTheGradientOfItsLosses'],
    model(() => ({ terms: ['kl', 'decay', 'ghost' as 'kl'] })),
  ],
  [
    'a logarithm of 0',
    ['computesFiniteScalars'],
    withTerms((terms, y) => ({ ...terms, kl: tf.add(terms.kl, tf.mul(0, tf.sum(tf.log(y)))) })),
  ],
  [
    'a buffer that is new',
    ['keepsTheFormOfItsBuffers'],
    model((inner) => ({
      losses: (...given) => ({ ...inner.losses(...given), buffers: { 'all/other': tf.scalar(0) } }),
    })),
  ],
  [
    'predictions that add up to 2',
    ['predictsDistributions'],
    model((inner) => ({ predict: (...given) => tf.mul(2, inner.predict(...given)) })),
  ],
  [
    'predictions that depend on the other rows',
    ['predictsRowsAlone'],
    model((inner) => ({
      predict: (...given) => {
        const p = inner.predict(...given);
        return tf.div(tf.add(p, tf.mean(p, 0)), 2);
      },
    })),
  ],
  [
    'a loss term without its gradient',
    ['hasTheGradientOfItsLosses'],
    withTerms((terms) => ({ ...terms, decay: stopGradient(terms.decay) })),
  ],
  [
    'random numbers of its own',
    ['computesTheSameTwice', 'isPure'],
    withTerms((terms) => ({ ...terms, kl: tf.mul(terms.kl, 1 + Math.random()) })),
  ],
  ...commonFaults().map(
    ([fault, failed, spoil]) =>
      [
        fault,
        failed,
        model((inner) => ({
          predict: (variables, x, ctx) => {
            const p = inner.predict(variables, x, ctx);
            return spoil(p, x);
          },
        })),
      ] as const,
  ),
]);

/** A weighting without a fault, with state: weights by the losses of the step before. */
const lastLosses: Weighting = {
  init: (terms) => Object.fromEntries(terms.map((term) => [term, tf.scalar(1)])),
  update: (losses, state) => ({ weights: state as Terms, state: { ...losses }, signals: {} }),
};
const weighting = (change: (next: ReturnType<Weighting['update']>, losses: Terms) => object): Weighting => ({
  init: lastLosses.init,
  update: (losses, state) => {
    const next = lastLosses.update(losses, state);
    return { ...next, ...change(next, losses) };
  },
});
const mapTerms = (terms: Terms, change: (term: tf.Scalar) => tf.Tensor) =>
  Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, change(term)]));

describeFaults<Weighting>('checkWeighting', checkWeighting, [
  [
    'a term without a weight',
    ['weighsEveryTerm'],
    weighting(({ weights }) => ({ weights: { dominant: weights.dominant as tf.Scalar } })),
  ],
  [
    'a division by a loss of 0',
    ['weighsEveryTerm'],
    weighting(({ weights }) => ({ weights: mapTerms(weights, (weight) => tf.div(1, weight)) })),
  ],
  [
    'a state that is a number',
    ['keepsTheFormOfItsState'],
    weighting(({ state }, losses) => ({ state: { ...(state as object), steps: 1 }, weights: losses })),
  ],
  [
    'a state that grows',
    ['keepsTheFormOfItsState'],
    weighting(({ state }) => ({
      state: mapTerms(state as Terms, (leaf) => tf.concat([tf.reshape(leaf, [-1]), [1]])),
      weights: { dominant: tf.scalar(1), nonDominant: tf.scalar(1) },
    })),
  ],
  [
    'a signal that is a vector',
    ['reportsFiniteScalars'],
    weighting(() => ({ signals: { both: tf.tensor1d([1, 2]) } })),
  ],
  ...commonFaults().map(
    ([fault, failed, spoil]) =>
      [
        fault,
        failed,
        weighting(({ weights }, losses) => ({
          weights: mapTerms(weights, (weight) => spoil(weight, losses.dominant as tf.Scalar)),
        })),
      ] as const,
  ),
]);

/** A transform without a fault, with state: heavy-ball momentum. */
const heavyBall: Transform = {
  init: (params) => mapParams(params, (param) => tf.zerosLike(param)),
  update: (gradients, state) => {
    const velocity = mapParams(gradients, (gradient, name) =>
      tf.add(tf.mul((state as Params)[name] as tf.Tensor, 0.9), gradient),
    );
    return { updates: velocity, state: velocity, signals: {} };
  },
};
const mapParams = (params: Params, change: (param: tf.Tensor, name: string) => tf.Tensor): Params =>
  Object.fromEntries(Object.entries(params).map(([name, param]) => [name, change(param, name)]));
const transform = (
  change: (next: ReturnType<Transform['update']>, gradients: Params) => object,
): Transform => ({
  init: heavyBall.init,
  update: (gradients, state, ctx) => {
    const next = heavyBall.update(gradients, state, ctx);
    return { ...next, ...change(next, gradients) };
  },
});

describeFaults<Transform>('checkTransform', checkTransform, [
  [
    'a parameter without an update',
    ['updatesEveryGradient'],
    transform(({ updates: { 'dominant/predictor/bias': _, ...updates } }) => ({ updates })),
  ],
  [
    'a division by the norm of the gradient',
    ['updatesEveryGradient', 'survivesGradientsOfZero'],
    transform(({ updates }, gradients) => ({
      updates: mapParams(updates, (update, name) => tf.div(update, tf.norm(gradients[name] as tf.Tensor))),
    })),
  ],
  [
    'a step counted in a number',
    ['keepsTheFormOfItsState'],
    transform(({ state }) => ({ state: { ...(state as Params), steps: 1 } })),
  ],
  [
    'a signal that is not finite',
    ['reportsFiniteScalars'],
    transform(() => ({ signals: { norm: tf.scalar(Number.NaN) } })),
  ],
  [
    'a state that is disposed',
    ['leavesItsInputsAlone', 'computesTheSameTwice'],
    {
      init: heavyBall.init,
      update: (gradients, state, ctx) => {
        const next = heavyBall.update(gradients, state, ctx);
        tf.dispose(state as tf.TensorContainer);
        return next;
      },
    },
  ],
  ...commonFaults().map(
    ([fault, failed, spoil]) =>
      [
        fault,
        failed,
        transform(({ updates }, gradients) => ({
          updates: mapParams(updates, (update, name) => spoil(update, gradients[name] as tf.Tensor)),
        })),
      ] as const,
  ),
]);

const decoupler =
  (change: (part: tf.Tensor2D, y: tf.Tensor2D) => tf.Tensor2D): Decoupler =>
  (y) => {
    const { dominant, nonDominant } = dominantAndRest(y);
    return { dominant, nonDominant: change(nonDominant, y) };
  };

describeFaults<Decoupler>('checkDecoupler', checkDecoupler, [
  [
    'a part that is not made to add up',
    ['splitsIntoDistributions', 'splitsTies'],
    decoupler((part, y) => tf.mul(part, tf.max(y))),
  ],
  [
    'a rest of 0 that is divided by 0',
    ['splitsOneHotRows'],
    (y) => {
      const { dominant } = dominantAndRest(y);
      const rest = tf.mul<tf.Tensor2D>(y, tf.sub(1, dominant));
      return { dominant, nonDominant: tf.div(rest, tf.sum(rest, 1, true)) };
    },
  ],
  [
    'all of several highest degrees',
    ['splitsTies'],
    (y) => ({ dominant: tf.cast(tf.equal<tf.Tensor2D>(y, tf.max(y, 1, true)), 'float32') }),
  ],
  ['a part that is empty', ['fillsEveryPart'], decoupler((part) => tf.mul(part, 1e-30))],
  [
    'a part that is there at times',
    ['namesTheSameParts', 'readsNoTensors'],
    (y) => {
      const { dominant, nonDominant } = dominantAndRest(y);
      const hasRest = (tf.sum(nonDominant).dataSync()[0] as number) > 0;
      return hasRest ? { dominant, nonDominant } : { dominant };
    },
  ],
  [
    'rows that depend on the others',
    ['splitsRowsAlone'],
    decoupler((part) => {
      const mean = tf.mean(part, 0, true);
      const mixed = tf.add<tf.Tensor2D>(part, mean);
      return tf.divNoNan(mixed, tf.sum(mixed, 1, true));
    }),
  ],
  ...commonFaults().map(([fault, failed, spoil]) => [fault, failed, decoupler(spoil)] as const),
]);

const metric = (change: (rows: tf.Tensor1D, y: tf.Tensor2D, p: tf.Tensor2D) => tf.Tensor): Metric => ({
  ...chebyshev,
  rows: (y, p) => change(chebyshev.rows(y, p), y, p) as tf.Tensor1D,
});

describeFaults<Metric>('checkMetric', checkMetric, [
  ['a mean over the rows', ['measuresEveryRow', 'measuresRowsAlone'], metric((rows) => tf.mean(rows))],
  [
    'rows that depend on the others',
    ['measuresRowsAlone'],
    metric((rows) => tf.mul(rows, tf.add(1, tf.max(rows)))),
  ],
  [
    'a logarithm of 0',
    ['staysFiniteOnZerosAndOnes'],
    metric((_, y, p) => tf.sum(tf.mul(y, tf.sub(tf.log(y), tf.log(p))), 1)),
  ],
  ['a best value away from equality', ['isBestAtEquality'], metric((rows) => tf.abs(tf.sub(rows, 0.05)))],
  ['the wrong direction', ['declaresItsDirection'], { ...chebyshev, better: 'higher' }],
  ...commonFaults().map(
    ([fault, failed, spoil]) => [fault, failed, metric((rows, y) => spoil(rows, y))] as const,
  ),
]);

describe('declared failures', () => {
  const wrong: Metric = { ...chebyshev, better: 'higher' };
  const reason = 'a reason';

  it('are kept apart, with their reason', async () => {
    const report = await checkMetric(wrong, { expectedFailures: { declaresItsDirection: reason } });
    expect(report).toMatchObject({ ran: 10, passed: 9, failed: 0, expectedFailures: 1 });
    expect(report.results.find(({ status }) => status === 'expected-failure')).toMatchObject({
      check: 'declaresItsDirection',
      reason: expect.stringContaining(reason),
    });
  });

  it('count as failed where the check passes', async () => {
    const report = await checkMetric(chebyshev, { expectedFailures: { isPure: reason } });
    expect(report).toMatchObject({ ran: 10, passed: 9, failed: 1, expectedFailures: 0 });
    expect(failedOf(report)).toEqual(['isPure']);
  });

  it('are refused for a check that does not exist', async () => {
    await expect(checkMetric(wrong, { expectedFailures: { isPretty: reason } })).rejects.toMatchObject({
      code: 'ILDL_OPTION',
      message: expect.stringContaining('isPretty'),
    });
  });
});

describe('a report', () => {
  it('comes also of a piece that cannot be made', async () => {
    const report = await checkModel(() => {
      throw new Error('no model today');
    });
    expect(report).toMatchObject({ ran: 12, passed: 0, failed: 12 });
    expect(report.results[0]).toMatchObject({ reason: 'no model today' });
    expect(Object.isFrozen(report)).toBe(true);
  });

  it('leaves no tensor behind, and the functions of the platform as they were', async () => {
    const [before, random, now] = [tf.memory().numTensors, Math.random, Date.now];
    await Promise.all([
      checkModel(noisyRegression),
      checkWeighting(lastLosses),
      checkTransform(heavyBall),
      checkDecoupler(dominantAndRest),
      checkMetric(chebyshev),
    ]).then((reports) => expect(reports.map(({ failed }) => failed)).toEqual([0, 0, 0, 0, 0]));
    expect(tf.memory().numTensors).toBe(before);
    expect([Math.random, Date.now]).toEqual([random, now]);
    expect(performance.now()).toBeGreaterThan(0);
  });
});
