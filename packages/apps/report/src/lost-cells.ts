import type { SettingGroup } from '@ildl/benchmark';
import { html, type Markup, nothing } from './markup.js';

/** Every cell that has no score, with its reason. */
export function lostCells({ methods }: SettingGroup, order: readonly string[]): Markup {
  const lost = order.flatMap((method) =>
    (methods.get(method) ?? []).filter(({ status }) => status !== 'done').map((cell) => ({ method, cell })),
  );
  if (lost.length === 0) return nothing;
  return html`<details><summary>Without a score: ${lost.length} of ${[...methods.values()].flat().length} cells</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Cells without a score"><table class="facts">
<thead><tr><th scope="col">Method</th><th scope="col">Fold</th><th scope="col">Seed</th><th scope="col">Status</th><th scope="col">Reason</th></tr></thead>
<tbody>${lost.map(
    ({ method, cell: { config, status, reason } }) =>
      html`<tr><th scope="row">${method}</th><td>${config.fold}</td><td>${config.seed}</td><td>${status}</td><td>${reason ?? '—'}</td></tr>
`,
  )}</tbody></table></div>
</details>`;
}
