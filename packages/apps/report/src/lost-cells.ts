import type { SettingGroup } from '@ildl/benchmark';
import { toHtml } from './formats/html.js';
import { html, type Markup, nothing } from './markup.js';

/** Every cell that has no score, with its reason; nothing where all have one. */
export function lostHtml({ setting, methods }: SettingGroup, order: readonly string[]): Markup {
  const rows = order.flatMap((name) =>
    (methods.get(name) ?? [])
      .filter(({ status }) => status !== 'done')
      .map(({ config, status, reason = '—' }) => ({
        name,
        entries: [`${config.fold}`, `${config.seed}`, status, reason].map((text) => ({ text })),
      })),
  );
  if (rows.length === 0) return nothing;
  return html`<details><summary>Without a score: ${rows.length} of ${[...methods.values()].flat().length} cells</summary>
${toHtml({
  title: `Cells of ${setting.dataset} without a score`,
  about: '',
  head: 'Method',
  columns: ['Fold', 'Seed', 'Status', 'Reason'].map((title) => ({ title })),
  rows,
  notes: [],
  words: true,
})}
</details>`;
}
