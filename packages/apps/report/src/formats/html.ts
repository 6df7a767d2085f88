import { html, type Markup, nothing } from '../markup.js';
import type { Column, Entry, Row, Table } from '../table.js';

/**
 * A table in HTML, its notes beneath.
 *
 * @param caption What the page does not say around the table; by default what the table is about.
 */
export function toHtml(table: Table, caption = table.about): Markup {
  const { title, head, columns, rows, notes, words } = table;
  const marked = rows.some(({ entries }) => entries.some(({ marks }) => marks !== undefined));
  const classes = [
    words ? 'facts' : 'scores',
    ...(marked ? ['marked'] : []),
    ...(columns.some(({ group }) => group !== undefined) ? ['grouped'] : []),
  ];
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="${classes.join(' ')}">
${caption === '' ? nothing : html`<caption>${caption}</caption>`}
<thead>${headings(head, columns)}</thead>
<tbody>${rows.map(tableRow)}</tbody></table></div>
${notes.length === 0 ? nothing : html`<p class="note">${notes.join(' ')}</p>`}`;
}

function headings(head: string, columns: readonly Column[]): Markup {
  const own = columns.map(
    ({ title, better }) =>
      html`<th scope="col">${title}${better === undefined ? nothing : html` <span aria-label="${better} is better" role="img">${better === 'lower' ? '↓' : '↑'}</span>`}</th>`,
  );
  if (columns.every(({ group }) => group === undefined))
    return html`<tr><th scope="col">${head}</th>${own}</tr>`;
  const groups = [...new Set(columns.map(({ group = '' }) => group))];
  return html`<tr><th rowspan="2" scope="col">${head}</th>${groups.map((name) => html`<th colspan="${columns.filter(({ group = '' }) => group === name).length}" scope="colgroup">${name}</th>`)}</tr>
<tr>${own}</tr>`;
}

function tableRow({ name, kind = 'method', entries }: Row): Markup {
  return html`<tr class="${kind}"><th scope="row">${name}</th>${entries.map(tableEntry)}</tr>
`;
}

function tableEntry({ text, best, deviation, below, marks = [], notes = [], code }: Entry): Markup {
  const main = best ? html`<strong>${text}</strong>` : code ? html`<code>${text}</code>` : html`${text}`;
  const second = deviation === undefined ? below : `±${deviation}`;
  return html`<td>${main}${marks.map(
    ({ test, sign, about }) =>
      html`<span class="mark ${test}"${sign === '' ? nothing : html` title="${about}"`}>${sign}</span>`,
  )}${second === undefined ? nothing : html`<span class="std">${second}</span>`}${notes.map((note) => html`<span class="lost">${note}</span>`)}</td>`;
}
