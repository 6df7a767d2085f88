import { type Cell, groupCells, mean } from '@ildl/benchmark';
import { html, type Markup } from './markup.js';
import { nameOf, type Publication } from './publication.js';
import { inDatasetOrder } from './table-order.js';

/** Seconds that training and scoring one fold took, mean over folds and seeds: methods × settings. */
export function timeTable(
  cells: readonly Cell[],
  order: readonly string[],
  publication?: Publication,
): Markup {
  const groups = inDatasetOrder(groupCells(cells), publication);
  const secondsOf = (own: readonly Cell[]) =>
    own.map(({ timing }) => timing.seconds).filter((seconds) => Number.isFinite(seconds));
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Seconds a fold"><table class="scores">
<caption>Seconds that training and scoring one fold took, mean over folds and seeds; other work on the machine counts in</caption>
<thead><tr><th scope="col">Method</th>${groups.map(({ setting }) => html`<th scope="col">${setting.dataset}</th>`)}</tr></thead>
<tbody>${order.map(
    (method) =>
      html`<tr><th scope="row">${nameOf(publication, method)}</th>${groups.map(
        ({ methods }) => html`<td>${format(mean(secondsOf(methods.get(method) ?? [])))}</td>`,
      )}</tr>
`,
  )}</tbody></table></div>`;
}

function format(seconds: number): string {
  if (Number.isNaN(seconds)) return '—';
  return seconds.toFixed(seconds < 1 ? 3 : seconds < 100 ? 1 : 0);
}
