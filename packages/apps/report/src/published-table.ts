import type { Cell } from '@ildl/benchmark';
import { html, type Markup, nothing } from './markup.js';
import { type PublishedScore, publishedAblation, publishedScore, publishedShapes } from './published.js';
import { columnOf, formatNumber, type ResultTable } from './result-tables.js';
import { inTableOrder, paperOrder } from './table-order.js';

/**
 * The published scores of a metric beside those of the tables, dataset by dataset, and whether they may be compared at
 * all. Nothing where there are none.
 *
 * @param tables The tables of the cells on all labels.
 */
export function publishedTable(
  metric: string,
  tables: readonly ResultTable[],
  cells: readonly Cell[],
): Markup {
  const own = tables.filter(
    ({ setting, columns }) =>
      columns.some((column) => column.metric === metric) &&
      paperOrder.some((method) => publishedScore(metric, setting.dataset, method) !== undefined),
  );
  if (own.length === 0) return nothing;
  const { title, arrow } = columnOf(metric);
  const methods = inTableOrder(
    [...new Set([...paperOrder, ...own.flatMap(({ rows }) => rows.map(({ method }) => method))])],
    own.find(({ reference }) => reference !== undefined)?.reference ?? '',
  );
  return html`<details open><summary>${title}: published numbers beside ours</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Published ${title} beside ours"><table class="scores published">
<caption>${title} ${arrow}, mean ± standard deviation over folds; the published numbers are over ten</caption>
<thead><tr><th rowspan="2" scope="col">Method</th>${own.map(({ setting }) => html`<th colspan="2" scope="colgroup">${setting.dataset}<span class="${isSameShape(setting.dataset, cells) ? 'std' : 'lost'}">${comparable(setting.dataset, cells)}</span></th>`)}</tr>
<tr>${own.map(() => html`<th scope="col">ours</th><th scope="col">published</th>`)}</tr></thead>
<tbody>${methods.map(
    (method) => html`<tr><th scope="row">${method}</th>${own.map(({ setting, rows, columns }) => {
      const entry = rows.find((row) => row.method === method)?.entries[
        columns.findIndex((column) => column.metric === metric)
      ];
      return html`${score(entry)}${score(publishedScore(metric, setting.dataset, method))}`;
    })}</tr>
`,
  )}</tbody></table></div>
</details>`;
}

/** The published scores of AMEMA with parts of it left out, on the dataset of a table of such results. */
export function publishedAblationTable(
  { setting: { dataset }, rows, columns }: ResultTable,
  cells: readonly Cell[],
): Markup {
  const shown = columns.filter(({ metric }) => publishedAblation(dataset, 'amema', metric) !== undefined);
  const names = rows
    .map(({ method }) => method)
    .filter((name) => shown.some(({ metric }) => publishedAblation(dataset, name, metric) !== undefined));
  if (names.length === 0) return nothing;
  return html`<details open><summary>Published ablation on ${dataset} (${comparable(dataset, cells)})</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Published ablation on ${dataset}"><table class="scores">
<thead><tr><th scope="col">Method</th>${shown.map(({ title, arrow }) => html`<th scope="col">${title} ${arrow}</th>`)}</tr></thead>
<tbody>${names.map(
    (name) => html`<tr><th scope="row">${name}</th>${shown.map(({ metric }) => {
      const mean = publishedAblation(dataset, name, metric)?.mean;
      return html`<td>${mean === undefined ? '—' : mean.toFixed(3)}</td>`;
    })}</tr>
`,
  )}</tbody></table></div>
<p class="note">The published row without both parts repeats the row of RDA or DILDL in the published tables of scores.</p>
</details>`;
}

/** `same features, 7755 × 1869`, or why published numbers cannot be compared. */
function comparable(dataset: string, cells: readonly Cell[]): string {
  const there = publishedShapes[dataset];
  const here = cells.find(({ config }) => config.dataset.name === dataset)?.config.dataset;
  if (there === undefined || here === undefined) return '';
  const shape = ({ rows, features }: { readonly rows: number; readonly features: number }) =>
    `${rows} × ${features}`;
  if (isSameShape(dataset, cells))
    return `${dataset === 'movie' ? 'same features' : 'same shape'}, ${shape(here)}`;
  return `other features: ${shape(here)} here, ${shape(there)} there`;
}

function isSameShape(dataset: string, cells: readonly Cell[]): boolean {
  const there = publishedShapes[dataset];
  const here = cells.find(({ config }) => config.dataset.name === dataset)?.config.dataset;
  return here !== undefined && here.rows === there?.rows && here.features === there.features;
}

function score(one: PublishedScore | undefined): Markup {
  if (one === undefined || Number.isNaN(one.mean)) return html`<td>—</td>`;
  return html`<td>${formatNumber(one.mean)}<span class="std">${one.std === undefined ? '' : `±${formatNumber(one.std)}`}</span></td>`;
}
