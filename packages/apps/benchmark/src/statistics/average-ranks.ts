import { optionError } from '@ildl/internal';
import { defaultMetrics, type MetricInfo } from '../default-metrics.js';
import type { Cell } from '../result.js';
import { groupCells, type LabelGroup } from './group-cells.js';
import { mean } from './mean.js';
import { type Setting, settingKey } from './name-cells.js';
import { summarise } from './summarise.js';

/** Methods by their ranks over datasets in one metric. */
export interface Ranking {
  readonly metric: string;
  readonly labels: LabelGroup;
  /** What is ranked on: one a dataset, where every setting is of another dataset. */
  readonly settings: readonly Setting[];
  /** The best average rank first. */
  readonly methods: readonly {
    readonly method: string;
    /** From 1, the best, for each setting; ties are averaged. */
    readonly ranks: readonly number[];
    readonly average: number;
  }[];
  /** Methods that did not run in every setting; they have no rank. */
  readonly leftOut: readonly string[];
}

/**
 * Ranks methods by their mean scores in every setting that has the metric. A method without a finite score in a
 * setting, as one whose every fold diverged, is the last there.
 *
 * @throws `ILDL_OPTION` for a metric whose direction is not known.
 */
export function averageRanks(
  cells: readonly Cell[],
  metric: string,
  labels: LabelGroup = 'all',
  metrics: readonly MetricInfo[] = defaultMetrics,
): Ranking {
  const better = metrics.find(({ name }) => name === metric)?.better;
  if (better === undefined)
    throw optionError(`Methods cannot be ranked by "${metric}": it is not known whether lower is better.`);
  const groups = groupCells(cells, metrics).filter(({ scores }) =>
    scores.some((one) => one.labels === labels && one.metric === metric),
  );
  const own = summarise(cells, metrics).filter((row) => row.labels === labels && row.metric === metric);
  const all = [...new Set(groups.flatMap(({ methods }) => [...methods.keys()]))].sort();
  const ranked = all.filter((method) => groups.every(({ methods }) => methods.has(method)));
  const columns = groups.map(({ setting }) => {
    const means = new Map(
      own.filter((row) => settingKey(row) === settingKey(setting)).map((row) => [row.method, row.mean]),
    );
    return ranksOf(
      ranked.map((method) => {
        const value = means.get(method) ?? Number.NaN;
        if (!Number.isFinite(value)) return Number.POSITIVE_INFINITY;
        return better === 'lower' ? value : -value;
      }),
    );
  });
  return {
    metric,
    labels,
    settings: groups.map(({ setting }) => setting),
    methods: ranked
      .map((method, i) => {
        const ranks = columns.map((column) => column[i] as number);
        return { method, ranks, average: mean(ranks) };
      })
      .sort((a, b) => a.average - b.average),
    leftOut: all.filter((method) => !ranked.includes(method)),
  };
}

/** The rank of each value among all, the lowest 1, ties averaged. */
function ranksOf(values: readonly number[]): readonly number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}
