import { html, type Markup, nothing } from './markup.js';
import {
  describeMarks,
  describeSigns,
  type Entry,
  formatNumber,
  formatP,
  lost,
  markOf,
  type PrintedTable,
} from './result-tables.js';
import { floors } from './table-order.js';

/**
 * A table of results as HTML, marked by both tests.
 *
 * @param said What the page has said of marks already, as `marksLegend` gives it; it is not repeated.
 */
export function scoreTable(table: PrintedTable, said = ''): Markup {
  const { columns, rows, labels, reference } = table;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Scores on ${labels} labels of ${table.title}"><table class="${reference === undefined ? 'scores' : 'scores marked'}">
<caption>${caption[labels]}: mean ± standard deviation over folds and seeds, best in bold</caption>
<thead><tr><th scope="col">Method</th>${columns.map(
    ({ title, arrow }) =>
      html`<th scope="col">${title}${arrow && html` <span aria-label="${arrow === '↓' ? 'lower is better' : 'higher is better'}" role="img">${arrow}</span>`}</th>`,
  )}<th scope="col"><abbr title="finished folds × seeds">n</abbr></th></tr></thead>
<tbody>${rows.map(
    (
      row,
    ) => html`<tr class="${row.method === reference ? 'reference' : floors.includes(row.method) ? 'floor' : 'method'}"><th scope="row">${row.name}</th>${row.entries.map(
      (entry) =>
        html`<td>${mean(entry)}${reference === undefined ? nothing : html`${mark(entry, 'paired')}${mark(entry, 'corrected')}`}<span class="std">${Number.isNaN(entry.std) ? '' : `±${formatNumber(entry.std)}`}</span>${(entry.notes ?? []).map((note) => html`<span class="lost">${note}</span>`)}</td>`,
    )}<td>${row.n}${lost(row).map((text) => html`<span class="lost">${text}</span>`)}</td></tr>
`,
  )}</tbody></table></div>
${legend(table, said)}`;
}

const caption = { all: 'All labels', head: 'Head labels', tail: 'Tail labels' } as const;

function mean(entry: Entry): Markup {
  const text = formatNumber(entry.mean);
  return entry.best ? html`<strong>${text}</strong>` : html`${text}`;
}

function mark(entry: Entry, test: 'paired' | 'corrected'): Markup {
  const sign = markOf(entry, test);
  const result = entry.comparison?.[test];
  if (sign === '' || result === undefined) return html`<span class="mark"></span>`;
  const name = test === 'paired' ? 'Paired t-test' : 'Corrected resampled t-test';
  return html`<span class="mark ${test}" title="${name}: t = ${result.t.toFixed(2)}, p = ${formatP(result.p)}, ${entry.comparison?.pairs ?? 0} pairs">${sign}</span>`;
}

/** What the marks of both tests mean; empty where a table has none. */
export function marksLegend(table: PrintedTable): string {
  const marks = describeMarks(table);
  const twice = marks.startsWith('●')
    ? ' The second, fainter mark is by the corrected resampled t-test (Nadeau and Bengio 2003), which allows for training rows that folds share.'
    : '';
  return marks + twice;
}

function legend(table: PrintedTable, said: string): Markup {
  const texts = [marksLegend(table), describeSigns(table)].filter((text) => text !== '' && text !== said);
  return texts.length === 0 ? nothing : html`<p class="note">${texts.join(' ')}</p>`;
}
