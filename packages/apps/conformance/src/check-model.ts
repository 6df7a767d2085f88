import type { Batch, Model, ModelFor, Terms, Variables } from '@ildl/interface';
import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { assert } from './assert.js';
import { allFinite, assertClose, formOf, valuesOf } from './compare.js';
import { assertDistributions } from './distributions.js';
import { agreesWithFiniteDifferences } from './piece/finite-differences.js';
import { type PieceSubject, pieceChecks } from './piece/piece-checks.js';
import { assertFiniteScalars, assertSameNames } from './piece/tree-checks.js';
import { labels, oneHotRows, problemOf, regressionRows, rowSelections, rowsOf } from './problem.js';
import type { CheckOptions, Report } from './report.js';
import { type Checks, runChecks } from './run-checks.js';

interface ModelSubject extends PieceSubject {
  readonly model: Model;
  readonly variables: Variables;
  readonly batch: Batch;
  losses(batch: Batch, params?: Variables['params']): ReturnType<Model['losses']>;
  predict(x: tf.Tensor2D): tf.Tensor2D;
}

const modelSubject = (modelFor: ModelFor): ModelSubject => {
  const rng = rngFrom(2);
  const batch = regressionRows(rng.fork('data'), 7);
  const model = modelFor(problemOf(batch));
  const init = () => model.init(rngFrom(2).fork('init'));
  const variables = init();
  const step = tf.scalar(3);
  const weights: Terms = Object.fromEntries(
    model.terms.map((term) => [term, tf.scalar(1 / model.terms.length)]),
  );
  const losses: ModelSubject['losses'] = (rows, params = variables.params) =>
    model.losses({ ...variables, params }, rows, { training: true, rng: rngFrom(2).fork('step'), step });
  const predict = (x: tf.Tensor2D) => model.predict(variables, x, { weights });
  return {
    model,
    variables,
    batch,
    losses,
    predict,
    given: { params: variables.params, buffers: variables.buffers, batch: { ...batch }, step, weights },
    compute: () => {
      const { params, buffers } = init();
      const { terms, buffers: changed = {} } = losses(batch);
      return { init: { params, buffers }, terms, buffers: changed, predict: predict(batch.x) };
    },
  };
};

/** Parameters and buffers are named `group/...`, and start as finite numbers. */
const namesParamsByGroup = ({ variables }: ModelSubject) => {
  const all = { ...variables.params, ...variables.buffers };
  for (const [name, tensor] of Object.entries(all)) {
    assert(/^[^/]+\/[^/]/.test(name), `The parameter "${name}" has no group; name it group/layer/kernel.`);
    assert(allFinite(tensor), `The parameter ${name} starts with a number that is not finite.`);
  }
};

/** The loss terms that are computed are those that are declared. */
const computesItsTerms = ({ model, batch, losses }: ModelSubject) => {
  assert(model.terms.length > 0, 'It declares no loss term.');
  assertSameNames('The loss terms it computes', Object.keys(losses(batch).terms), model.terms);
};

/** Loss terms are finite scalars, for one row too, and for degrees that are exactly 0 and 1. */
const computesFiniteScalars = ({ batch, losses }: ModelSubject) => {
  for (const [of, rows] of [
    ['', batch],
    [' of a single row', { x: rowsOf(batch.x, [3]), y: rowsOf(batch.y, [3]) }],
    [' of degrees 0 and 1', oneHotRows(batch)],
  ] as const)
    assertFiniteScalars(`loss term${of}`, losses(rows).terms);
};

/** The buffers that a step returns are some of those it began with, in the same shape. */
const keepsTheFormOfItsBuffers = ({ variables, batch, losses }: ModelSubject) => {
  const changed = losses(batch).buffers ?? {};
  assert(
    formOf({ ...variables.buffers, ...changed }) === formOf(variables.buffers),
    `A step turns the buffers ${formOf(variables.buffers)} into ${formOf(changed)}.`,
  );
};

/** Predictions are label distributions. */
const predictsDistributions = ({ batch, predict }: ModelSubject) =>
  assertDistributions('the prediction', predict(batch.x), [batch.x.shape[0], labels]);

/** A row's prediction depends on that row alone. */
const predictsRowsAlone = ({ batch, predict }: ModelSubject) => {
  const all = predict(batch.x);
  for (const rows of rowSelections(batch.x.shape[0]))
    assertClose(
      `The rows ${rows} predicted with and without the others`,
      valuesOf(predict(rowsOf(batch.x, rows))),
      valuesOf(rowsOf(all, rows)),
    );
};

/** The gradient of each loss term in each parameter is that of its finite differences. */
const hasTheGradientOfItsLosses = ({ model, variables, batch, losses }: ModelSubject) => {
  for (const term of model.terms)
    agreesWithFiniteDifferences(
      `loss term ${term}`,
      (params) => losses(batch, params).terms[term] as tf.Scalar,
      variables.params,
    );
};

const checks: Checks<ModelSubject> = {
  namesParamsByGroup,
  computesItsTerms,
  computesFiniteScalars,
  keepsTheFormOfItsBuffers,
  predictsDistributions,
  predictsRowsAlone,
  hasTheGradientOfItsLosses,
  ...pieceChecks,
};

/**
 * Checks that a model keeps the contract of `Model`, on a batch of 7 rows with 6 features and 4 labels. A model that
 * stops a gradient on purpose declares the failure of `hasTheGradientOfItsLosses`.
 * @returns a report; a model that fails, or throws, does not make this throw
 * @throws `ILDL_OPTION` where a failure is declared for a check that does not exist
 */
export const checkModel = <K extends string>(
  modelFor: ModelFor<K>,
  options: CheckOptions = {},
): Promise<Report> =>
  runChecks(options.name ?? 'model', checks, () => modelSubject(modelFor as unknown as ModelFor), options);
