import { type Cell, groupCells, type SettingGroup } from '@ildl/benchmark';
import { floorsNote } from './floors-note.js';
import { htmlPage } from './html-page.js';
import { labelMassChart } from './label-mass-chart.js';
import { lostHtml } from './lost-cells.js';
import { html, type Markup, nothing } from './markup.js';
import { overview } from './overview.js';
import { provenance } from './provenance.js';
import { scoreHtml } from './score-html.js';
import { type CellOptions, describeSetting, type SettingScores, settingScores } from './scores.js';
import { trainingCurves } from './training-curves.js';

export interface HtmlOptions extends CellOptions {
  /** Heading of the page. */
  readonly title?: string;
}

/**
 * All results as one HTML page that needs nothing else: no script, no network; light and dark. For each setting
 * (dataset, protocol, validation) tables of scores on all, head and tail labels with the marks of both t-tests,
 * what beats the floors, the label mass, the training curves, and what is needed to run it again.
 *
 * Equal cells give equal text, whatever their order.
 *
 * @throws `ILDL_NO_RESULTS` where `cells` is empty, and `ILDL_REFERENCE` where
 * `reference` names no method of any setting.
 */
export function htmlReport(cells: readonly Cell[], options: HtmlOptions = {}): string {
  const scores = settingScores(cells, options);
  const { metrics } = options;
  const groups = groupCells(cells, metrics);
  const title = options.title ?? 'Imbalanced label distribution learning: results';
  const sections = groups.map((group, i) => ({
    group,
    id: `setting-${i + 1}`,
    scores: scores.filter(({ setting }) => JSON.stringify(setting) === JSON.stringify(group.setting)),
  }));
  return htmlPage({
    title,
    lead: overview(groups),
    contents:
      sections.length > 1
        ? html`<nav aria-label="Settings"><ul>${sections.map(
            ({ id, group }) =>
              html`<li><a href="#${id}">${group.setting.dataset}</a> ${describeSetting(group.setting)}</li>`,
          )}</ul></nav>`
        : nothing,
    sections: sections.map((section) => settingSection(section, metrics)),
  });
}

interface Section {
  readonly group: SettingGroup;
  readonly id: string;
  readonly scores: readonly SettingScores[];
}

function settingSection({ group, id, scores }: Section, metrics: CellOptions['metrics']): Markup {
  const [main, ...parts] = scores as [SettingScores, ...SettingScores[]];
  const cells = [...group.methods.values()].flat();
  const order = main.rows.map(({ method }) => method);
  const curves = order
    .map((method) => ({ method, markup: trainingCurves(method, group.methods.get(method) ?? []) }))
    .filter(({ markup }) => markup !== nothing);
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${group.setting.dataset}</h2>
<p class="setting">${describeSetting(group.setting)}</p>
${scoreHtml(main)}
${floorsNote(main, cells, metrics)}
${lostHtml(group, order)}
${parts.map(
  (part) => html`<details><summary>${part.labels === 'head' ? 'Head labels' : 'Tail labels'}</summary>
${scoreHtml(part)}
${floorsNote(part, cells, metrics)}
</details>
`,
)}
<h3>Label mass</h3>
${labelMassChart(group.setting.dataset, cells)}
${
  curves.length === 0
    ? nothing
    : html`<h3>Training curves</h3>
<p class="note">A thin line for each fold and seed, a thick one for their mean over those that trained as long. Dots mark the epochs whose models were scored. The axes span the cells that finished.</p>
${curves.map(
  ({ method, markup }) => html`<h4>${method}</h4>
${markup}
`,
)}`
}
<h3>Provenance</h3>
${provenance(group, order)}
</section>
`;
}
