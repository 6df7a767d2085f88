import { type Cell, groupCells, type SettingGroup } from '@ildl/benchmark';
import { byMetric } from './by-metric.js';
import { floorsNote } from './floors-note.js';
import { htmlPage } from './html-page.js';
import { lostCells } from './lost-cells.js';
import { html, type Markup, nothing } from './markup.js';
import { overview } from './overview.js';
import { provenance } from './provenance.js';
import { publishedAblationTable, publishedTable } from './published-table.js';
import { rankTables } from './rank-tables.js';
import {
  type CellOptions,
  columnOf,
  describeSetting,
  type ResultTable,
  resultTables,
} from './result-tables.js';
import { marksLegend, scoreTable } from './score-table.js';
import { inDatasetOrder } from './table-order.js';
import { timeTable } from './time-table.js';

export interface CompareOptions extends CellOptions {
  /** Heading of the page. */
  readonly title?: string;
  /**
   * Results of a method with parts of it left out, as of methods of their own such as `mine without noise`, together
   * with those of the whole method.
   */
  readonly ablation?: readonly Cell[];
  /** Names of datasets that should have been there. */
  readonly missing?: readonly string[];
}

const style = `
section>h2+*{margin-top:16px}
nav ul{display:flex;flex-wrap:wrap;gap:4px 20px}
#scores .scores,#time .scores{width:auto;min-width:60%}
#ablation .scores thead th+th{width:9%}
.diagrams{grid-template-columns:repeat(auto-fill,minmax(min(480px,100%),1fr))}
.published thead th[colspan]{text-align:center;padding-left:12px}
.published thead tr:first-child th[colspan]{border-bottom:1px solid var(--line)}
.published thead .std,.published thead .lost{display:block;font-weight:400;white-space:normal}
.published tr>:nth-child(2n){padding-left:12px}
.published tr>*{padding-right:6px}
#scores .published{width:100%}
#scores .published thead th{width:auto}
.published thead tr+tr>th{text-align:right}
.published thead tr+tr>:first-child{position:static;min-width:0}
dl.floors{font-size:.875rem}
dl.floors dt{color:var(--text);font-weight:500}
dl.floors p{margin:0}
`;

/**
 * Methods against each other on several datasets as one HTML page, made like that of `htmlReport`: a table for each
 * metric, methods × datasets as in the paper, with the published numbers beside them; average ranks and their tests; the
 * ablation; time; and what is needed to run it again.
 *
 * Equal cells give equal text, whatever their order.
 *
 * @throws `ILDL_NO_RESULTS` where `cells` is empty, and `ILDL_REFERENCE` where
 * `reference` names no method of any setting.
 */
export function compareReport(cells: readonly Cell[], options: CompareOptions = {}): string {
  const { ablation = [], missing = [], publication, metrics } = options;
  const tables = inDatasetOrder(resultTables(cells, options), publication);
  const all = tables.filter(({ labels }) => labels === 'all');
  const groups = inDatasetOrder(groupCells(cells, metrics), publication);
  const order = (byMetric(all, publication)[0]?.rows ?? []).map(({ method }) => method);
  const settings = [...new Set(all.map(({ about }) => about))];
  const reference = all.find((table) => table.reference !== undefined)?.reference;
  const parts = [
    { id: 'scores', title: 'Scores', body: scores(tables, cells, options) },
    { id: 'floors', title: 'Against the floors', body: againstFloors(all, cells, metrics) },
    { id: 'ranks', title: 'Over all datasets', body: rankTables(cells, all, reference, options) },
    ...(ablation.length > 0
      ? [{ id: 'ablation', title: 'Ablation', body: ablationTables(ablation, options) }]
      : []),
    { id: 'time', title: 'Time', body: timeTable(cells, order, publication) },
    {
      id: 'provenance',
      title: 'Provenance',
      body: html`${groups.map((group) => origin(group, order))}`,
    },
  ];
  return htmlPage({
    title: options.title ?? 'Imbalanced label distribution learning: comparison',
    lead: overview(groups),
    style,
    contents: html`<p class="setting">Setting: ${settings.join('; ')}${missing.length > 0 ? `. Not among the files: ${missing.join(', ')}` : ''}.</p>
<nav aria-label="Parts"><ul>${parts.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`,
    sections: parts.map(
      ({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>
`,
    ),
  });
}

/** What is needed to run a setting again, and what became of its cells without a score. */
function origin(group: SettingGroup, order: readonly string[]): Markup {
  const own = order.filter((method) => group.methods.has(method));
  return html`<details><summary>${group.setting.dataset}</summary>
${provenance(group, own)}
${lostCells(group, own)}
</details>
`;
}

/** For each metric a table, the published numbers beside it, and folded away its label groups. */
function scores(
  tables: readonly ResultTable[],
  cells: readonly Cell[],
  { publication, metrics: known }: CellOptions,
): Markup {
  const all = tables.filter(({ labels }) => labels === 'all');
  const turned = byMetric(tables, publication);
  const metrics = [...new Set(all.flatMap(({ columns }) => columns.map(({ metric }) => metric)))];
  const published = metrics.map((metric) => publishedTable(columnOf(metric, known), all, cells, publication));
  const said = turned[0] === undefined ? '' : marksLegend(turned[0]);
  return html`${said === '' ? nothing : html`<p class="note">${said}</p>`}
${metrics.map((metric, i) => {
  const own = turned.filter((table) => table.metric === metric);
  return html`${own.map((table) =>
    table.labels === 'all'
      ? html`<h3>${table.title}</h3>
${scoreTable(table, said)}
`
      : html`<details><summary>${table.title} on ${table.labels} labels</summary>
${scoreTable(table, said)}
</details>
`,
  )}${published[i] ?? nothing}
`;
})}
${published.some((one) => one !== nothing) ? html`<p class="note">Published numbers: ${publication?.source ?? ''}.</p>` : nothing}`;
}

/** Which methods beat the constant predictors, dataset by dataset. */
function againstFloors(
  tables: readonly ResultTable[],
  cells: readonly Cell[],
  metrics: CellOptions['metrics'],
): Markup {
  const groups = groupCells(cells);
  return html`<dl class="floors">${tables.map((table) => {
    const group = groups.find(({ setting }) => JSON.stringify(setting) === JSON.stringify(table.setting));
    return html`<dt>${table.title}</dt><dd>${floorsNote(table, [...(group?.methods.values() ?? [])].flat(), metrics)}</dd>
`;
  })}</dl>`;
}

function ablationTables(cells: readonly Cell[], options: CellOptions): Markup {
  const { publication, metrics } = options;
  const tables = inDatasetOrder(
    resultTables(cells, { ...(publication && { publication }), ...(metrics && { metrics }) }),
    publication,
  ).filter(({ labels }) => labels === 'all');
  const said = tables[0] === undefined ? '' : marksLegend(tables[0]);
  return html`${said === '' ? nothing : html`<p class="note">${said}</p>`}
${tables.map(
  (table) => html`<h3>${table.setting.dataset}</h3>
<p class="setting">${describeSetting(table.setting)}</p>
${scoreTable(table, said)}
${publishedAblationTable(table, cells, publication)}
`,
)}`;
}
