import { type Cell, groupCells, type SettingGroup } from '@ildl/benchmark';
import { type Comparison, type ComparisonOptions, comparisonOf } from './comparison.js';
import { criticalDifferenceChart } from './critical-difference-chart.js';
import { floorsNote } from './floors-note.js';
import { toHtml } from './formats/html.js';
import { htmlPage } from './html-page.js';
import { lostHtml } from './lost-cells.js';
import { html, type Markup, nothing } from './markup.js';
import { overview } from './overview.js';
import { provenance } from './provenance.js';
import { nameOf, type Publication } from './publication.js';
import { scoreHtml } from './score-html.js';
import { bothTests, legendOf } from './score-table.js';
import { describeSetting, type Scores, type SettingScores } from './scores.js';
import type { Table } from './table.js';
import { inDatasetOrder } from './table-order.js';

export interface CompareOptions extends ComparisonOptions {
  /** Heading of the page. */
  readonly title?: string;
  /** Names of datasets that should have been there. */
  readonly missing?: readonly string[];
}

const style = `
section>h2+*{margin-top:16px}
nav ul{display:flex;flex-wrap:wrap;gap:4px 20px}
#scores .scores,#time .scores{width:auto;min-width:60%}
#ablation .scores thead th+th{width:9%}
.diagrams{grid-template-columns:repeat(auto-fill,minmax(min(480px,100%),1fr))}
.grouped thead th[colspan]{text-align:center;padding-left:12px}
.grouped thead tr:first-child th[colspan]{border-bottom:1px solid var(--line)}
.grouped tr>:nth-child(2n){padding-left:12px}
.grouped tr>*{padding-right:6px}
#scores .grouped{width:100%}
#scores .grouped thead th{width:auto}
.grouped thead tr+tr>th{text-align:right}
.grouped thead tr+tr>:first-child{position:static;min-width:0}
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
  const { missing = [], publication, metrics } = options;
  const comparison = comparisonOf(cells, options);
  const { settings, ablation } = comparison;
  const groups = inDatasetOrder(groupCells(cells, metrics), publication);
  const order = (comparison.metrics[0]?.scores[0]?.rows ?? []).map(({ method }) => method);
  const abouts = [...new Set(settings.map(({ about }) => about))];
  const parts = [
    { id: 'scores', title: 'Scores', body: scoresPart(comparison, publication) },
    { id: 'floors', title: 'Against the floors', body: floorsPart(settings, groups, metrics) },
    { id: 'ranks', title: 'Over all datasets', body: ranksPart(comparison, publication) },
    ...(ablation.length > 0 ? [{ id: 'ablation', title: 'Ablation', body: ablationPart(comparison) }] : []),
    { id: 'time', title: 'Time', body: toHtml(comparison.time) },
    {
      id: 'provenance',
      title: 'Provenance',
      body: html`${groups.map((group) => provenancePart(group, order))}`,
    },
  ];
  return htmlPage({
    title: options.title ?? 'Imbalanced label distribution learning: comparison',
    lead: overview(groups),
    style,
    contents: html`<p class="setting">Setting: ${abouts.join('; ')}${missing.length > 0 ? `. Not among the files: ${missing.join(', ')}` : ''}.</p>
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

const note = (text: string): Markup => (text === '' ? nothing : html`<p class="note">${text}</p>`);

/** What the marks of a part mean; said once, before its first table. */
const marksOf = (first: Scores | undefined) => (first === undefined ? '' : legendOf(first, bothTests));

/** For each metric a table, the published numbers beside it, and folded away its label groups. */
function scoresPart({ metrics }: Comparison, publication: Publication | undefined): Markup {
  const said = marksOf(metrics[0]?.scores[0]);
  return html`${note(said)}
${metrics.map(
  ({ scores, published }) => html`${scores.map((one) =>
    one.labels === 'all'
      ? html`<h3>${one.title}</h3>
${scoreHtml(one, said)}
`
      : html`<details><summary>${one.title} on ${one.labels} labels</summary>
${scoreHtml(one, said)}
</details>
`,
  )}${publishedHtml(published)}
`,
)}
${metrics.some(({ published }) => published !== undefined) ? note(`Published numbers: ${publication?.source ?? ''}.`) : nothing}`;
}

function publishedHtml(table: Table | undefined): Markup {
  if (table === undefined) return nothing;
  return html`<details open><summary>${table.title}</summary>
${toHtml(table)}
</details>`;
}

/** Which methods beat the constant predictors, dataset by dataset. */
function floorsPart(
  settings: readonly SettingScores[],
  groups: readonly SettingGroup[],
  metrics: CompareOptions['metrics'],
): Markup {
  return html`<dl class="floors">${settings.map((scores) => {
    const group = groups.find(({ setting }) => JSON.stringify(setting) === JSON.stringify(scores.setting));
    return html`<dt>${scores.title}</dt><dd>${floorsNote(scores, [...(group?.methods.values() ?? [])].flat(), metrics)}</dd>
`;
  })}</dl>`;
}

/** Average ranks, their tests, critical difference diagrams, and how often the reference is significantly better. */
function ranksPart({ ranks, wins, settings }: Comparison, publication: Publication | undefined): Markup {
  const headed = (table: Table) => html`<h3>${table.title}</h3>
${toHtml(table)}
`;
  const reference = settings.find((one) => one.reference !== undefined)?.reference;
  const named = (method: string) => nameOf(publication, method);
  return html`${
    'reason' in ranks
      ? note(ranks.reason)
      : html`${headed(ranks.ranks)}${headed(ranks.tests)}
<p class="note">In the diagrams a bar joins methods that differ by less than the critical difference at 0.05.</p>
<div class="panels diagrams">${ranks.diagrams.map(
          ({ title, found, ranking }) => html`<figure>
<figcaption>${title}${found ? '' : ': the tests find no difference'}</figcaption>
<div class="scroll">${criticalDifferenceChart(
            `Average ranks by ${title} with the critical difference of the Nemenyi test`,
            ranking.methods.map((one) => ({ ...one, method: named(one.method) })),
            ranks.difference,
            reference === undefined ? undefined : named(reference),
          )}</div>
</figure>`,
        )}</div>`
  }
${wins === undefined ? nothing : headed(wins)}`;
}

function ablationPart({ ablation }: Comparison): Markup {
  const said = marksOf(ablation[0]?.scores);
  return html`${note(said)}
${ablation.map(
  ({ scores, published }) => html`<h3>${scores.setting.dataset}</h3>
<p class="setting">${describeSetting(scores.setting)}</p>
${scoreHtml(scores, said)}
${publishedHtml(published)}
`,
)}`;
}

/** What is needed to run a setting again, and what became of its cells without a score. */
function provenancePart(group: SettingGroup, order: readonly string[]): Markup {
  const own = order.filter((method) => group.methods.has(method));
  return html`<details><summary>${group.setting.dataset}</summary>
${provenance(group, own)}
${lostHtml(group, own)}
</details>
`;
}
