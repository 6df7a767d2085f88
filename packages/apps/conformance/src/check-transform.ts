import type { Params, StepContext, Terms, Transform, Tree } from '@ildl/interface';
import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { assert } from './assert.js';
import { allFinite, formOf } from './compare.js';
import { type PieceSubject, pieceChecks } from './piece/piece-checks.js';
import { assertFiniteScalars, assertSameForm } from './piece/tree-checks.js';
import type { CheckOptions, Report } from './report.js';
import { type Checks, runChecks } from './run-checks.js';

/** Sizes of the gradients of the steps: ordinary, exactly 0, large. */
const sizes = [1, 0.5, 0, 1e3];

type Step = ReturnType<Transform['update']>;

interface TransformSubject extends PieceSubject {
  readonly gradients: readonly Params[];
  run(gradients: readonly Params[]): { readonly initial: Tree; readonly steps: readonly Step[] };
}

const transformSubject = (
  transform: Transform,
  groups: readonly string[],
  signalValues: Readonly<Record<string, number>>,
): TransformSubject => {
  const rng = rngFrom(4);
  const params: Params = Object.fromEntries(
    groups.flatMap((group) => [
      [`${group}/predictor/kernel`, rng.normal<tf.Rank.R2>([3, 2])],
      [`${group}/predictor/bias`, rng.normal<tf.Rank.R1>([2])],
    ]),
  );
  const gradients = sizes.map(
    (size): Params =>
      Object.fromEntries(
        Object.entries(params).map(([name, param]) => [name, rng.normal(param.shape as [number], 0, size)]),
      ),
  );
  const scalars = (of: Readonly<Record<string, number>>): Terms =>
    Object.fromEntries(Object.entries(of).map(([name, value]) => [name, tf.scalar(value)]));
  const perGroup = (value: number) => scalars(Object.fromEntries(groups.map((group) => [group, value])));
  const contexts = sizes.map((_, i): StepContext & { readonly [key: string]: Tree } => ({
    step: tf.scalar(i),
    params,
    losses: perGroup(1 / (i + 1)),
    weights: perGroup(1 / groups.length),
    signals: scalars(signalValues),
  }));
  const run: TransformSubject['run'] = (given) => {
    const initial = transform.init(params);
    const steps: Step[] = [];
    for (const [i, gradient] of given.entries())
      steps.push(transform.update(gradient, steps.at(-1)?.state ?? initial, contexts[i] as StepContext));
    return { initial, steps };
  };
  return {
    gradients,
    run,
    given: { gradients, contexts },
    compute: () => {
      const { initial, steps } = run(gradients);
      return {
        initial,
        steps: steps.map(({ updates, state, signals = {} }) => ({ updates, state, signals })),
      };
    },
  };
};

/** Updates have the names and shapes of the gradients, and are finite. */
const updatesEveryGradient = ({ gradients, run }: TransformSubject) => {
  for (const [i, { updates }] of run(gradients).steps.entries()) {
    const byName = (params: Params) =>
      Object.fromEntries(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));
    const [found, wanted] = [formOf(byName(updates)), formOf(byName(gradients[i] as Params))];
    assert(found === wanted, `The updates are ${found}; wanted are ${wanted}.`);
    for (const [name, update] of Object.entries(updates))
      assert(allFinite(update), `The update of ${name} is not finite, though its gradient is.`);
  }
};

/** Gradients of exactly 0 in the first step give finite updates and states. */
const survivesGradientsOfZero = ({ gradients, run }: TransformSubject) => {
  for (const { updates } of run([gradients[2] as Params, gradients[0] as Params]).steps)
    for (const [name, update] of Object.entries(updates))
      assert(allFinite(update), `The update of ${name} is not finite after gradients of 0.`);
};

/** The state has the same paths, shapes and types after every update, and every leaf is a tensor. */
const keepsTheFormOfItsState = ({ gradients, run }: TransformSubject) => {
  const { initial, steps } = run(gradients);
  assertSameForm([initial, ...steps.map(({ state }) => state)]);
};

/** Signals are finite scalars. */
const reportsFiniteScalars = ({ gradients, run }: TransformSubject) => {
  for (const { signals = {} } of run(gradients).steps) assertFiniteScalars('signal', signals);
};

const checks: Checks<TransformSubject> = {
  updatesEveryGradient,
  survivesGradientsOfZero,
  keepsTheFormOfItsState,
  reportsFiniteScalars,
  ...pieceChecks,
};

export interface CheckTransformOptions extends CheckOptions {
  /** The groups of the parameters, and the loss terms; `dominant` and `nonDominant` by default. */
  readonly groups?: readonly string[];
  /** What the weighting reports, for transforms that follow a signal; by default a `ratio` of 1.2. */
  readonly signals?: Readonly<Record<string, number>>;
}

/**
 * Checks that a gradient transform keeps the contract of `Transform`, over four steps.
 * @returns a report; a transform that fails, or throws, does not make this throw
 * @throws `ILDL_OPTION` where a failure is declared for a check that does not exist
 */
export const checkTransform = <S extends Tree>(
  transform: Transform<S>,
  { groups = ['dominant', 'nonDominant'], signals = { ratio: 1.2 }, ...options }: CheckTransformOptions = {},
): Promise<Report> =>
  runChecks(
    options.name ?? 'transform',
    checks,
    () => transformSubject(transform as unknown as Transform, groups, signals),
    options,
  );
