import { ildlError } from '@ildl/internal';
import { defaultMetrics, type MetricInfo } from '../default-metrics.js';
import type { Cell } from '../result.js';
import { correctedResampledTTest } from './corrected-resampled-t-test.js';
import { groupCells, type LabelGroup, type SettingGroup, score } from './group-cells.js';
import type { Setting } from './name-cells.js';
import { pairedTTest, type TTest } from './paired-t-test.js';

/**
 * `●` the reference is significantly better than the method, `○` no significant difference, `◄` the method is
 * significantly better than the reference; empty where no test is possible: fewer than two pairs, a score
 * that is not finite, or a metric whose direction is not known.
 */
export type Mark = '●' | '○' | '◄' | '';

/** A method against the reference in one metric. */
export interface Comparison extends Setting {
  readonly reference: string;
  readonly method: string;
  readonly metric: string;
  readonly labels: LabelGroup;
  /** Number of folds and seeds that both finished. */
  readonly pairs: number;
  /** The paper's paired t-test of reference − method. */
  readonly paired: TTest | undefined;
  /** The same with Nadeau and Bengio's variance, which allows for training rows that folds share. */
  readonly corrected: TTest | undefined;
  /** By `paired`. */
  readonly mark: Mark;
  /** By `corrected`. */
  readonly correctedMark: Mark;
}

/** Two-tailed level of significance, as in the paper. */
export const significanceLevel = 0.05;

/**
 * Tests every method against the method `reference` within each setting, pairing results by fold and seed.
 * Settings without the reference, or with several variants of which none is named so, yield nothing.
 *
 * @param reference A name given by {@link nameCells}.
 * @param metrics their directions decide who is better; others are not marked
 * @throws `ILDL_REFERENCE` where no setting has a method of that name.
 */
export function compareTo(
  reference: string,
  cells: readonly Cell[],
  metrics: readonly MetricInfo[] = defaultMetrics,
): readonly Comparison[] {
  const groups = groupCells(cells, metrics);
  const betterOf = new Map(metrics.map(({ name, better }) => [name, better]));
  if (!groups.some(({ methods }) => methods.has(reference))) {
    const names = [...new Set(groups.flatMap(({ methods }) => [...methods.keys()]))].sort();
    throw ildlError(
      'ILDL_REFERENCE',
      `The reference method "${reference}" is not among the results: choose one of ${names.join('; ') || '(none)'}.`,
    );
  }
  return groups.flatMap((group) => {
    const own = group.methods.get(reference);
    if (own === undefined) return [];
    return [...group.methods].flatMap(([method, other]) =>
      method === reference
        ? []
        : group.scores.map(({ labels, metric }) => ({
            ...group.setting,
            reference,
            method,
            metric,
            labels,
            ...test(pairs(own, other, labels, metric), group, betterOf.get(metric)),
          })),
    );
  });
}

type Pairs = readonly (readonly [number, number])[];

function pairs(a: readonly Cell[], b: readonly Cell[], labels: LabelGroup, metric: string): Pairs {
  const key = ({ config }: Cell) => `${config.fold} ${config.seed}`;
  const others = new Map(b.map((cell) => [key(cell), score(cell, labels, metric)]));
  return a.flatMap((cell) => {
    const mine = score(cell, labels, metric);
    const other = others.get(key(cell));
    return mine === undefined || other === undefined ? [] : [[mine, other] as const];
  });
}

type Better = MetricInfo['better'] | undefined;

function test(values: Pairs, { setting }: SettingGroup, better: Better) {
  const mine = values.map(([value]) => value);
  const other = values.map(([, value]) => value);
  const paired = pairedTTest(mine, other);
  // One row in `folds` is tested on. Sampling the training rows belongs to the method under test, so it is the
  // shares before sampling that say how much the training sets overlap. One fold: no pairs to correct.
  const corrected = setting.folds > 1 ? correctedResampledTTest(mine, other, 1 / setting.folds) : undefined;
  return {
    pairs: values.length,
    paired,
    corrected,
    mark: mark(paired, better),
    correctedMark: mark(corrected, better),
  };
}

function mark(test: TTest | undefined, better: Better): Mark {
  if (test === undefined || better === undefined || Number.isNaN(test.p)) return '';
  if (test.p >= significanceLevel) return '○';
  return test.t > 0 === (better === 'higher') ? '●' : '◄';
}
