import type { Cell } from '@ildl/benchmark';
import {
  nameOf,
  type Publication,
  publishedAblation,
  publishedDataset,
  publishedScore,
} from './publication.js';
import type { MetricColumn, SettingScores } from './scores.js';
import { meanEntry, type Table } from './table.js';
import { inTableOrder } from './table-order.js';

/**
 * The published scores of a metric beside ours, dataset by dataset, and whether they may be compared at all. Undefined
 * where there are none.
 *
 * @param scores Those of the cells on all labels.
 */
export function publishedTable(
  { metric, title, better }: MetricColumn,
  scores: readonly SettingScores[],
  cells: readonly Cell[],
  publication: Publication | undefined,
): Table | undefined {
  if (publication === undefined) return undefined;
  const own = scores.filter(
    ({ setting, columns }) =>
      columns.some((column) => column.metric === metric) &&
      publication.methods.some(
        (method) => publishedScore(publication, metric, setting.dataset, method) !== undefined,
      ),
  );
  if (own.length === 0) return undefined;
  const methods = inTableOrder(
    [...new Set([...publication.methods, ...own.flatMap(({ rows }) => rows.map(({ method }) => method))])],
    own.find(({ reference }) => reference !== undefined)?.reference ?? '',
    publication,
  );
  return {
    title: `${title}: published numbers beside ours`,
    about: `mean ± standard deviation over folds${better === undefined ? '' : `, ${better} is better`}; the published numbers ${publication.protocol}`,
    head: 'Method',
    columns: own.flatMap(({ setting: { dataset } }) => {
      const group = isSameShape(dataset, cells, publication) ? dataset : `${dataset} (other features)`;
      return [
        { title: 'ours', group },
        { title: 'published', group },
      ];
    }),
    rows: methods.map((method) => ({
      name: nameOf(publication, method),
      entries: own.flatMap(({ setting, rows, columns }) => {
        const ours = rows.find((row) => row.method === method)?.scores[
          columns.findIndex((column) => column.metric === metric)
        ];
        const theirs = publishedScore(publication, metric, setting.dataset, method);
        return [
          meanEntry(ours?.mean ?? Number.NaN, ours?.std),
          meanEntry(theirs?.mean ?? Number.NaN, theirs?.std),
        ];
      }),
    })),
    notes: [
      `Features: ${own.map(({ setting: { dataset } }) => `${dataset} ${comparable(dataset, cells, publication)}`).join('; ')}.`,
    ],
  };
}

/** The published scores of the reference with parts of it left out, on the dataset of such scores of ours. */
export function publishedAblationTable(
  { setting: { dataset }, rows, columns }: SettingScores,
  cells: readonly Cell[],
  publication: Publication | undefined,
): Table | undefined {
  const { reference = '', ablation } = publication ?? {};
  const shown = columns.filter(
    ({ metric }) => publishedAblation(publication, dataset, reference, metric) !== undefined,
  );
  const names = rows
    .map(({ method }) => method)
    .filter((name) =>
      shown.some(({ metric }) => publishedAblation(publication, dataset, name, metric) !== undefined),
    );
  if (names.length === 0) return undefined;
  return {
    title: `Published ablation on ${dataset}`,
    about: comparable(dataset, cells, publication),
    head: 'Method',
    columns: shown,
    rows: names.map((name) => ({
      name: nameOf(publication, name),
      entries: shown.map(({ metric }) => ({
        text: publishedAblation(publication, dataset, name, metric)?.toFixed(3) ?? '—',
      })),
    })),
    notes: ablation?.note === undefined ? [] : [ablation.note],
  };
}

/** `same features, 7755 × 1869`, or why published numbers cannot be compared. */
function comparable(dataset: string, cells: readonly Cell[], publication: Publication | undefined): string {
  const there = publishedDataset(publication, dataset);
  const here = datasetOf(dataset, cells);
  if (there === undefined || here === undefined) return '';
  const shape = ({ rows, features }: { readonly rows: number; readonly features: number }) =>
    `${rows} × ${features}`;
  return isSameShape(dataset, cells, publication)
    ? `${there.isPublic ? 'same features' : 'same shape'}, ${shape(here)}`
    : `other features: ${shape(here)} here, ${shape(there)} there`;
}

function isSameShape(dataset: string, cells: readonly Cell[], publication: Publication | undefined): boolean {
  const there = publishedDataset(publication, dataset);
  const here = datasetOf(dataset, cells);
  return here !== undefined && here.rows === there?.rows && here.features === there.features;
}

function datasetOf(name: string, cells: readonly Cell[]) {
  return cells.find(({ config }) => config.dataset.name === name)?.config.dataset;
}
