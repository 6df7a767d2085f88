import type { Cell } from '@ildl/benchmark';
import { html, type Markup, nothing } from './markup.js';
import {
  nameOf,
  type Publication,
  type PublishedScore,
  publishedAblation,
  publishedDataset,
  publishedScore,
} from './publication.js';
import { type Column, formatNumber, type ResultTable } from './result-tables.js';
import { inTableOrder } from './table-order.js';

/**
 * The published scores of a metric beside those of the tables, dataset by dataset, and whether they may be compared at
 * all. Nothing where there are none.
 *
 * @param tables The tables of the cells on all labels.
 */
export function publishedTable(
  { metric, title, arrow }: Column,
  tables: readonly ResultTable[],
  cells: readonly Cell[],
  publication: Publication | undefined,
): Markup {
  if (publication === undefined) return nothing;
  const own = tables.filter(
    ({ setting, columns }) =>
      columns.some((column) => column.metric === metric) &&
      publication.methods.some(
        (method) => publishedScore(publication, metric, setting.dataset, method) !== undefined,
      ),
  );
  if (own.length === 0) return nothing;
  const methods = inTableOrder(
    [...new Set([...publication.methods, ...own.flatMap(({ rows }) => rows.map(({ method }) => method))])],
    own.find(({ reference }) => reference !== undefined)?.reference ?? '',
    publication,
  );
  return html`<details open><summary>${title}: published numbers beside ours</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Published ${title} beside ours"><table class="scores published">
<caption>${title} ${arrow}, mean ± standard deviation over folds; the published numbers ${publication.protocol}</caption>
<thead><tr><th rowspan="2" scope="col">Method</th>${own.map(({ setting }) => html`<th colspan="2" scope="colgroup">${setting.dataset}<span class="${isSameShape(setting.dataset, cells, publication) ? 'std' : 'lost'}">${comparable(setting.dataset, cells, publication)}</span></th>`)}</tr>
<tr>${own.map(() => html`<th scope="col">ours</th><th scope="col">published</th>`)}</tr></thead>
<tbody>${methods.map(
    (method) => html`<tr><th scope="row">${nameOf(publication, method)}</th>${own.map(
      ({ setting, rows, columns }) => {
        const entry = rows.find((row) => row.method === method)?.entries[
          columns.findIndex((column) => column.metric === metric)
        ];
        return html`${score(entry)}${score(publishedScore(publication, metric, setting.dataset, method))}`;
      },
    )}</tr>
`,
  )}</tbody></table></div>
</details>`;
}

/** The published scores of the reference with parts of it left out, on the dataset of a table of such results. */
export function publishedAblationTable(
  { setting: { dataset }, rows, columns }: ResultTable,
  cells: readonly Cell[],
  publication: Publication | undefined,
): Markup {
  const { reference = '', ablation } = publication ?? {};
  const shown = columns.filter(
    ({ metric }) => publishedAblation(publication, dataset, reference, metric) !== undefined,
  );
  const names = rows
    .map(({ method }) => method)
    .filter((name) =>
      shown.some(({ metric }) => publishedAblation(publication, dataset, name, metric) !== undefined),
    );
  if (names.length === 0) return nothing;
  return html`<details open><summary>Published ablation on ${dataset} (${comparable(dataset, cells, publication)})</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Published ablation on ${dataset}"><table class="scores">
<thead><tr><th scope="col">Method</th>${shown.map(({ title, arrow }) => html`<th scope="col">${title} ${arrow}</th>`)}</tr></thead>
<tbody>${names.map(
    (name) => html`<tr><th scope="row">${nameOf(publication, name)}</th>${shown.map(({ metric }) => {
      const mean = publishedAblation(publication, dataset, name, metric);
      return html`<td>${mean === undefined ? '—' : mean.toFixed(3)}</td>`;
    })}</tr>
`,
  )}</tbody></table></div>
${ablation?.note === undefined ? nothing : html`<p class="note">${ablation.note}</p>`}
</details>`;
}

/** `same features, 7755 × 1869`, or why published numbers cannot be compared. */
function comparable(dataset: string, cells: readonly Cell[], publication: Publication | undefined): string {
  const there = publishedDataset(publication, dataset);
  const here = cells.find(({ config }) => config.dataset.name === dataset)?.config.dataset;
  if (there === undefined || here === undefined) return '';
  const shape = ({ rows, features }: { readonly rows: number; readonly features: number }) =>
    `${rows} × ${features}`;
  if (isSameShape(dataset, cells, publication))
    return `${there.isPublic ? 'same features' : 'same shape'}, ${shape(here)}`;
  return `other features: ${shape(here)} here, ${shape(there)} there`;
}

function isSameShape(dataset: string, cells: readonly Cell[], publication: Publication | undefined): boolean {
  const there = publishedDataset(publication, dataset);
  const here = cells.find(({ config }) => config.dataset.name === dataset)?.config.dataset;
  return here !== undefined && here.rows === there?.rows && here.features === there.features;
}

function score(one: PublishedScore | undefined): Markup {
  if (one === undefined || Number.isNaN(one.mean)) return html`<td>—</td>`;
  return html`<td>${formatNumber(one.mean)}<span class="std">${one.std === undefined ? '' : `±${formatNumber(one.std)}`}</span></td>`;
}
