import { defaultMetrics, type MetricInfo } from '../default-metrics.js';
import type { Cell } from '../result.js';
import { type NamedCell, nameCells, type Setting, settingKey, settingOf } from './name-cells.js';

/** The labels that a score is over: all of them, the frequent ones or the rare ones. */
export type LabelGroup = 'all' | 'head' | 'tail';

/** All results of one setting. */
export interface SettingGroup {
  readonly setting: Setting;
  /** Cells by method, in the order of {@link nameCells}. */
  readonly methods: ReadonlyMap<string, readonly Cell[]>;
  /**
   * Every label group and metric that some cell of the setting has, metrics in the order they are given.
   * All labels are always there: where every cell diverged or failed, with the metrics that are given.
   */
  readonly scores: readonly { readonly labels: LabelGroup; readonly metric: string }[];
}

/**
 * The cells by setting and by method, in an order that does not depend on the order of `cells`.
 * @param metrics decide the order of scores; other metrics of the cells come after them
 */
export function groupCells(
  cells: readonly Cell[],
  metrics: readonly MetricInfo[] = defaultMetrics,
): readonly SettingGroup[] {
  const bySetting = new Map<string, NamedCell[]>();
  for (const named of nameCells(cells)) {
    const key = settingKey(named);
    bySetting.set(key, [...(bySetting.get(key) ?? []), named]);
  }
  return [...bySetting.values()].map((members) => {
    const { dataset, cell: first } = members[0] as NamedCell;
    const methods = new Map<string, Cell[]>();
    for (const { method, cell } of members) methods.set(method, [...(methods.get(method) ?? []), cell]);
    const scores = (['all', 'head', 'tail'] as const).flatMap((labels) =>
      metricsOf(
        members.map(({ cell }) => cell),
        labels,
        metrics,
      ).map((metric) => ({ labels, metric })),
    );
    return { setting: { dataset, ...settingOf(first) }, methods, scores };
  });
}

/** The score of a finished cell; undefined where the cell has none. */
export function score(cell: Cell, labels: LabelGroup, metric: string): number | undefined {
  const numbers = cell.status === 'done' ? cell.metrics?.[labels] : undefined;
  if (numbers === undefined || !Object.hasOwn(numbers, metric)) return undefined;
  // A number that is not finite is null in JSON.
  return numbers[metric] ?? Number.NaN;
}

function metricsOf(
  cells: readonly Cell[],
  labels: LabelGroup,
  metrics: readonly MetricInfo[],
): readonly string[] {
  const known = metrics.map(({ name }) => name);
  const found = new Set(cells.flatMap((cell) => Object.keys(cell.metrics?.[labels] ?? {})));
  if (labels === 'all' && found.size === 0) return known;
  return [...known.filter((name) => found.delete(name)), ...[...found].sort()];
}
