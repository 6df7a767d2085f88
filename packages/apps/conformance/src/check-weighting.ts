import type { Terms, Tree, Weighting } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { type PieceSubject, pieceChecks } from './piece/piece-checks.js';
import { assertFiniteScalars, assertSameForm, assertSameNames } from './piece/tree-checks.js';
import type { CheckOptions, Report } from './report.js';
import { type Checks, runChecks } from './run-checks.js';

/** Ordinary losses of three steps, then losses of 0, then large ones. */
const sizes = [1, 0.7, 0.4, 0, 1e4];

type Step = ReturnType<Weighting['update']>;

interface WeightingSubject extends PieceSubject {
  readonly terms: readonly string[];
  run(): { readonly initial: Tree; readonly steps: readonly Step[] };
}

const weightingSubject = (weighting: Weighting, terms: readonly string[]): WeightingSubject => {
  const losses: readonly Terms[] = sizes.map((size) =>
    Object.fromEntries(terms.map((term, i) => [term, tf.scalar(size / (i + 1))])),
  );
  const run = () => {
    const initial = weighting.init(terms);
    const steps: Step[] = [];
    for (const loss of losses) steps.push(weighting.update(loss, steps.at(-1)?.state ?? initial));
    return { initial, steps };
  };
  return {
    terms,
    run,
    given: losses,
    compute: () => {
      const { initial, steps } = run();
      return {
        initial,
        steps: steps.map(({ weights, state, signals = {} }) => ({ weights, state, signals })),
      };
    },
  };
};

/** Each loss term gets one finite scalar, also where losses are 0 or large. */
const weighsEveryTerm = ({ terms, run }: WeightingSubject) => {
  for (const { weights } of run().steps) {
    assertSameNames('The weighted terms', Object.keys(weights), terms);
    assertFiniteScalars('weight of', weights);
  }
};

/** The state has the same paths, shapes and types after every update, and every leaf is a tensor. */
const keepsTheFormOfItsState = ({ run }: WeightingSubject) => {
  const { initial, steps } = run();
  assertSameForm([initial, ...steps.map(({ state }) => state)]);
};

/** Signals are finite scalars. */
const reportsFiniteScalars = ({ run }: WeightingSubject) => {
  for (const { signals = {} } of run().steps) assertFiniteScalars('signal', signals);
};

const checks: Checks<WeightingSubject> = {
  weighsEveryTerm,
  keepsTheFormOfItsState,
  reportsFiniteScalars,
  ...pieceChecks,
};

export interface CheckWeightingOptions extends CheckOptions {
  /** The loss terms to weigh; `dominant` and `nonDominant` by default. */
  readonly terms?: readonly string[];
}

/**
 * Checks that a weighting keeps the contract of `Weighting`, over five steps.
 * @returns a report; a weighting that fails, or throws, does not make this throw
 * @throws `ILDL_OPTION` where a failure is declared for a check that does not exist
 */
export const checkWeighting = <K extends string, S extends Tree>(
  weighting: Weighting<K, S>,
  { terms = ['dominant', 'nonDominant'], ...options }: CheckWeightingOptions = {},
): Promise<Report> =>
  runChecks(
    options.name ?? 'weighting',
    checks,
    () => weightingSubject(weighting as unknown as Weighting, terms),
    options,
  );
