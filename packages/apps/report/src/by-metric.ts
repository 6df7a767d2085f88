import type { Publication } from './publication.js';
import {
  fewerSign,
  lost,
  type Score,
  type ScoreRow,
  type Scores,
  type SettingScores,
  unconvergedSign,
} from './scores.js';
import { headingOf } from './table.js';
import { inDatasetOrder, inTableOrder } from './table-order.js';

/** The scores of one metric, methods × datasets. */
export interface MetricScores extends Scores {
  readonly metric: string;
}

/**
 * The same scores, turned: for each label group and metric: methods × datasets, as in the paper's Tables 1 and
 * 2. What is to be known of one method on one dataset stands beside its scores.
 */
export function byMetric(
  tables: readonly SettingScores[],
  publication?: Publication,
): readonly MetricScores[] {
  const keys = [
    ...new Map(
      tables.flatMap(({ labels, columns }) =>
        columns.map((column) => [`${labels} ${column.metric}`, { labels, column }] as const),
      ),
    ).values(),
  ];
  return keys.map(({ labels, column }): MetricScores => {
    const own = inDatasetOrder(tables, publication).filter(
      (table) => table.labels === labels && table.columns.some(({ metric }) => metric === column.metric),
    );
    const datasets = own.map(({ setting }) => setting.dataset);
    const abouts = [...new Set(own.map(({ about }) => about))];
    const reference = own.find((table) => table.reference !== undefined)?.reference;
    const methods = inTableOrder(
      [...new Set(own.flatMap(({ rows }) => rows.map(({ method }) => method)))],
      reference ?? '',
      publication,
    );
    return {
      metric: column.metric,
      title: headingOf(column),
      about: abouts.length === 1 ? (abouts[0] as string) : '',
      labels,
      columns: own.map(({ setting, about }) => ({
        title:
          datasets.filter((dataset) => dataset === setting.dataset).length > 1
            ? `${setting.dataset} (${about})`
            : setting.dataset,
      })),
      rows: methods.map((method) => rowOf(method, own, column.metric)),
      reference,
      variants: own.flatMap(({ variants }) => variants),
    };
  });
}

const absent: Score = { mean: Number.NaN, std: Number.NaN, best: false, comparison: undefined };

function rowOf(method: string, tables: readonly SettingScores[], metric: string): ScoreRow {
  const rows = tables.map((table) => table.rows.find((row) => row.method === method));
  const sum = (count: (row: ScoreRow) => number) =>
    rows.reduce((total, row) => total + (row === undefined ? 0 : count(row)), 0);
  const planned = (row: ScoreRow) => row.n + row.diverged + row.failed;
  const most = Math.max(...rows.map((row) => (row === undefined ? 0 : planned(row))));
  return {
    method,
    name: rows.find((row) => row !== undefined)?.name ?? method,
    scores: tables.map(({ columns }, i) => {
      const row = rows[i];
      const score = row?.scores[columns.findIndex((column) => column.metric === metric)];
      if (row === undefined || score === undefined) return absent;
      return {
        ...score,
        notes: [
          ...(row.unconverged > 0 ? [`${unconvergedSign}${row.unconverged}`] : []),
          ...lost(row),
          // Not every fold has head and tail labels.
          ...(row.n > 0 && planned(row) < most ? [`${fewerSign}${row.n}`] : []),
        ],
      };
    }),
    n: sum(({ n }) => n),
    // Told beside the scores.
    diverged: 0,
    failed: 0,
    unconverged: sum(({ unconverged }) => unconverged),
  };
}
