import {
  averageRanks,
  type Cell,
  compareTo,
  defaultMetrics,
  friedmanTest,
  mean,
  nemenyiDifference,
  type Ranking,
  type Tally,
  winTieLoss,
} from '@ildl/benchmark';
import { criticalDifferenceChart } from './critical-difference-chart.js';
import { html, type Markup, nothing } from './markup.js';
import { nameOf } from './publication.js';
import { type CellOptions, columnOf, formatP, type ResultTable } from './result-tables.js';
import { inDatasetOrder, inTableOrder } from './table-order.js';

/**
 * What results on several datasets say together: average ranks, the tests of Friedman and of Iman and Davenport, critical
 * difference diagrams, and how often the reference is significantly better. With one dataset it says why there is nothing.
 *
 * @param tables The tables of the cells on all labels.
 */
export function rankTables(
  cells: readonly Cell[],
  tables: readonly ResultTable[],
  reference: string | undefined,
  options: CellOptions,
): Markup {
  const { metrics: known = defaultMetrics } = options;
  const metrics = [...new Set(tables.flatMap(({ columns }) => columns.map(({ metric }) => metric)))].filter(
    (metric) => columnOf(metric, known).arrow !== '',
  );
  const rankings = metrics.map((metric) => averageRanks(cells, metric, 'all', known));
  return html`${ranks(rankings, reference, options)}
${reference === undefined ? nothing : wins(cells, metrics, reference, options)}`;
}

function ranks(rankings: readonly Ranking[], reference: string | undefined, options: CellOptions): Markup {
  const { publication, metrics } = options;
  const [first] = rankings;
  if (first === undefined) return nothing;
  const datasets = first.settings.length;
  const names = inDatasetOrder(
    first.settings.map((setting) => ({ setting })),
    publication,
  )
    .map(({ setting }) => setting.dataset)
    .join(', ');
  if (datasets < 2)
    return html`<p class="note">Ranks are averaged over datasets, and their tests need at least two; there is one, ${names}.</p>`;
  if (first.methods.length < 2)
    return html`<p class="note">Ranks need at least two methods that ran on every dataset.</p>`;
  const averageOf = (ranking: Ranking, method: string) =>
    ranking.methods.find((one) => one.method === method)?.average ?? Number.NaN;
  const rows = first.methods
    .map(({ method }) => {
      const averages = rankings.map((ranking) => averageOf(ranking, method));
      return { method, averages, all: mean(averages) };
    })
    .sort((a, b) => a.all - b.all || (a.method < b.method ? -1 : 1));
  const lowest = rankings.map(({ methods }) => Math.min(...methods.map(({ average }) => average)));
  const leftOut =
    first.leftOut.length > 0
      ? html` Not ranked, because they did not run on every dataset: ${first.leftOut.map((method) => nameOf(publication, method)).join(', ')}.`
      : nothing;
  return html`<h3>Average ranks</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Average ranks"><table class="scores ranks">
<caption>Rank among ${rows.length} methods by the mean score, averaged over ${names}; 1 is the best, ties share a rank</caption>
<thead><tr><th scope="col">Method</th>${rankings.map(({ metric }) => html`<th scope="col">${columnOf(metric, metrics).title}</th>`)}<th scope="col">All metrics</th></tr></thead>
<tbody>${rows.map(
    ({ method, averages, all }) =>
      html`<tr><th scope="row">${nameOf(publication, method)}</th>${averages.map((average, i) => html`<td>${average === lowest[i] ? html`<strong>${average.toFixed(2)}</strong>` : average.toFixed(2)}</td>`)}<td>${all.toFixed(2)}</td></tr>
`,
  )}</tbody></table></div>
<p class="note">The metrics are not independent of each other, so their mean is an orientation and not a test.${leftOut}</p>
${friedman(rankings, reference, options)}`;
}

/** The tests of every metric, and their diagrams. */
function friedman(
  rankings: readonly Ranking[],
  reference: string | undefined,
  { publication, metrics }: CellOptions,
): Markup {
  const tested = rankings.map((ranking) => ({
    ranking,
    title: columnOf(ranking.metric, metrics).title,
    test: friedmanTest(ranking.methods.map((one) => one.ranks)),
  }));
  const { methods, settings } = rankings[0] as Ranking;
  const [difference, wider] = [0.05, 0.1].map((level) =>
    nemenyiDifference(methods.length, settings.length, level),
  ) as [number, number];
  const few =
    settings.length < 10
      ? html` With ${settings.length} datasets the tests have little power: no difference found does not mean that there is none.`
      : nothing;
  return html`<h3>Tests of the ranks</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Tests of the ranks"><table class="scores">
<caption>Friedman’s χ² (${methods.length - 1} degrees of freedom, corrected for ties) and the F of Iman and Davenport (${methods.length - 1} and ${(methods.length - 1) * (settings.length - 1)})</caption>
<thead><tr><th scope="col">Metric</th><th scope="col">χ²</th><th scope="col">p</th><th scope="col">F</th><th scope="col">p</th></tr></thead>
<tbody>${tested.map(({ title, test }) =>
    test === undefined
      ? html`<tr><th scope="row">${title}</th><td colspan="4">all methods share one rank</td></tr>
`
      : html`<tr><th scope="row">${title}</th><td>${test.chiSquare.toFixed(2)}</td><td>${formatP(test.p)}</td><td>${Number.isFinite(test.f) ? test.f.toFixed(2) : '∞'}</td><td>${formatP(test.fP)}</td></tr>
`,
  )}</tbody></table></div>
<p class="note">Critical difference of the Nemenyi test: ${difference.toFixed(2)} ranks at 0.05, ${wider.toFixed(2)} at 0.10. In the diagrams a bar joins methods that differ by less, at 0.05. It may be read where the tests above find a difference.${few}</p>
<div class="panels diagrams">${tested.map(
    ({ ranking, title, test }) => html`<figure>
<figcaption>${title}${test === undefined || test.fP >= 0.05 ? ': the tests find no difference' : ''}</figcaption>
<div class="scroll">${criticalDifferenceChart(
      `Average ranks by ${title} with the critical difference of the Nemenyi test`,
      ranking.methods.map((one) => ({ ...one, method: nameOf(publication, one.method) })),
      difference,
      reference === undefined ? undefined : nameOf(publication, reference),
    )}</div>
</figure>`,
  )}</div>`;
}

/** How often the reference is significantly better, not different and significantly worse. */
function wins(
  cells: readonly Cell[],
  metrics: readonly string[],
  reference: string,
  { publication, metrics: known = defaultMetrics }: CellOptions,
): Markup {
  const counts = winTieLoss(compareTo(reference, cells, known)).filter(
    ({ labels, metric }) => labels === 'all' && metrics.includes(metric),
  );
  const methods = inTableOrder([...new Set(counts.map(({ method }) => method))], reference, publication);
  if (methods.length === 0) return nothing;
  const entry = (own: readonly (Tally | undefined)[]) =>
    (['wins', 'ties', 'losses'] as const)
      .map((kind) => own.reduce((sum, tally) => sum + (tally?.[kind] ?? 0), 0))
      .join(' / ');
  const both = (own: typeof counts) =>
    html`<td>${entry(own.map(({ paired }) => paired))}<span class="std">${entry(own.map(({ corrected }) => corrected))}</span></td>`;
  const name = nameOf(publication, reference);
  return html`<h3>${name} against each method</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Wins, ties and losses of ${name}"><table class="scores">
<caption>On how many datasets ${name} is significantly better / not different / significantly worse (p &lt; 0.05): above by the paired t-test, below by the corrected resampled one</caption>
<thead><tr><th scope="col">Method</th>${metrics.map((metric) => html`<th scope="col">${columnOf(metric, known).title}</th>`)}<th scope="col">All metrics</th></tr></thead>
<tbody>${methods.map((method) => {
    const own = counts.filter((one) => one.method === method);
    return html`<tr><th scope="row">${nameOf(publication, method)}</th>${metrics.map((metric) => both(own.filter((one) => one.metric === metric)))}${both(own)}</tr>
`;
  })}</tbody></table></div>`;
}
