import type { Cell, SettingGroup } from '@ildl/benchmark';
import { html, type Markup, nothing } from './markup.js';

/** How options were chosen, in one sentence. */
export const tuningBudget = (budget: number): string =>
  `${budget} option ${budget === 1 ? 'set' : 'sets'} a cell, the same for every method; chosen by KL on validation rows of the training fold`;

type Options = Cell['config']['method']['options'];

const textOf = (options: Options): string =>
  Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

/** How often each option set was chosen, and of how many; nothing where options were not tuned. */
export function tuningTable(
  { setting, methods }: Pick<SettingGroup, 'setting' | 'methods'>,
  order: readonly string[],
): Markup {
  if (setting.tune === undefined) return nothing;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Tuned options of ${setting.dataset}"><table class="facts">
<thead><tr><th scope="col">Method</th><th scope="col">Option sets tried</th><th scope="col">Chosen options</th><th scope="col">Cells</th></tr></thead>
<tbody>${order.map((method) => rowsOf(method, methods.get(method) ?? []))}</tbody></table></div>`;
}

function rowsOf(method: string, cells: readonly Cell[]): Markup {
  if (cells.every(({ config }) => Object.keys(config.tune?.search ?? {}).length === 0))
    return html`<tr><th scope="row">${method}</th><td>—</td><td>nothing to search: the options above</td><td>${cells.length}</td></tr>
`;
  const tried = Math.max(...cells.map(({ tuning }) => tuning?.candidates.length || 1));
  const counts = new Map<string, number>();
  for (const { tuning } of cells) {
    const chosen = tuning?.chosen === undefined ? 'none' : textOf(tuning.chosen);
    counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
  }
  const rows = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return html`${rows.map(
    ([chosen, count]) =>
      html`<tr><th scope="row">${method}</th><td>${tried}</td><td><code>${chosen}</code></td><td>${count}</td></tr>
`,
  )}`;
}
