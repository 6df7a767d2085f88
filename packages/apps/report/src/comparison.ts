import type { Cell, LabelGroup } from '@ildl/benchmark';
import { byMetric, type MetricScores } from './by-metric.js';
import { publishedAblationTable, publishedTable } from './published-tables.js';
import { type Ranks, rankTables, winTable } from './rank-tables.js';
import { scoreTable } from './score-table.js';
import { type CellOptions, labelGroups, type SettingScores, settingScores } from './scores.js';
import type { Table, Test } from './table.js';
import { inDatasetOrder } from './table-order.js';
import { timeTable } from './time-table.js';

export interface ComparisonOptions extends CellOptions {
  /**
   * Results of a method with parts of it left out, as of methods of their own such as `mine without noise`, together
   * with those of the whole method.
   */
  readonly ablation?: readonly Cell[];
}

/** All that is said of methods against each other on several datasets, before it is laid out. */
export interface Comparison {
  /** Of every setting on all labels. */
  readonly settings: readonly SettingScores[];
  readonly metrics: readonly {
    readonly scores: readonly MetricScores[];
    readonly published: Table | undefined;
  }[];
  readonly ranks: Ranks;
  readonly wins: Table | undefined;
  readonly ablation: readonly { readonly scores: SettingScores; readonly published: Table | undefined }[];
  readonly time: Table;
}

export function comparisonOf(cells: readonly Cell[], options: ComparisonOptions): Comparison {
  const { ablation = [], publication, metrics } = options;
  const scores = inDatasetOrder(settingScores(cells, options), publication);
  const settings = scores.filter(({ labels }) => labels === 'all');
  const turned = byMetric(scores, publication);
  const columns = new Map(
    settings.flatMap(({ columns }) => columns.map((column) => [column.metric, column] as const)),
  );
  const order = (turned[0]?.rows ?? []).map(({ method }) => method);
  return {
    settings,
    metrics: [...columns].map(([metric, column]) => ({
      scores: turned.filter((one) => one.metric === metric),
      published: publishedTable(column, settings, cells, publication),
    })),
    ranks: rankTables(cells, settings, options),
    wins: winTable(cells, settings, options),
    ablation:
      ablation.length === 0
        ? []
        : inDatasetOrder(
            settingScores(ablation, { ...(publication && { publication }), ...(metrics && { metrics }) }),
            publication,
          )
            .filter(({ labels }) => labels === 'all')
            .map((one) => ({ scores: one, published: publishedAblationTable(one, ablation, publication) })),
    time: timeTable(cells, order, publication),
  };
}

/**
 * Methods against each other on several datasets: a table for each label group and metric, methods × datasets, with the
 * published numbers after it; average ranks, their tests, and wins, ties and losses; the ablation; time. The same tables
 * stand on the page of `compareReport`.
 *
 * @throws `ILDL_NO_RESULTS` where `cells` is empty, and `ILDL_REFERENCE` where
 * `reference` names no method of any setting.
 */
export function comparisonTables(
  cells: readonly Cell[],
  options: ComparisonOptions & { readonly test?: Test } = {},
): readonly Table[] {
  const { metrics, ranks, wins, ablation, time } = comparisonOf(cells, options);
  const tests = [options.test ?? 'paired'];
  const of = (labels: LabelGroup) =>
    metrics.flatMap(({ scores }) => scores.filter((one) => one.labels === labels));
  return [
    ...labelGroups.flatMap(of).map((one) => scoreTable(one, tests)),
    ...metrics.flatMap(({ published }) => published ?? []),
    ...('reason' in ranks ? [] : [ranks.ranks, ranks.tests]),
    ...(wins === undefined ? [] : [wins]),
    ...ablation.flatMap(({ scores, published }) => [
      scoreTable(scores, tests),
      ...(published === undefined ? [] : [published]),
    ]),
    time,
  ];
}
