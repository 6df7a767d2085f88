import type { Cell, SettingGroup } from '@ildl/benchmark';
import { html, type Markup } from './markup.js';
import { tuningBudget, tuningTable } from './tuning-table.js';

/** What one needs to run the results of a setting again: configuration, versions, data, and how long it took. */
export function provenance({ setting, methods }: SettingGroup, order: readonly string[]): Markup {
  const cells = [...methods.values()].flat();
  const { dataset } = (cells[0] as Cell).config;
  const facts: (readonly [string, string | Markup])[] = [
    [
      'Dataset',
      `${dataset.name}, ${dataset.rows} rows, ${dataset.features} features, ${dataset.labels} labels`,
    ],
    ['sha256', html`<code>${dataset.sha256}</code>`],
    ['Protocol', setting.protocol],
    ...(dataset.sampling ? [['Sampling [a, b, c, d]', `[${dataset.sampling.join(', ')}]`] as const] : []),
    ['Validation rows', setting.validation === 'sampled' ? 'from the sampled rows' : 'before sampling'],
    ['Folds', `${setting.folds}`],
    ...(setting.tune === undefined ? [] : [['Tuning', tuningBudget(setting.tune)] as const]),
    ['Seeds', unique(cells.map(({ config }) => config.seed)).join(', ')],
    ['Date', [...dates(cells)].join(' to ')],
    ['Time', formatSeconds(cells)],
  ];
  return html`<dl>${facts.map(([term, fact]) => html`<dt>${term}</dt><dd>${fact}</dd>`)}</dl>
<div class="scroll" tabindex="0" role="region" aria-label="Methods of ${setting.dataset}"><table class="facts">
<thead><tr><th scope="col">Method</th><th scope="col">Version</th><th scope="col">Options</th><th scope="col">Backend</th><th scope="col">Training / validation / test rows</th><th scope="col">End of training</th><th scope="col">Time</th></tr></thead>
<tbody>${order.map((method) => {
    const own = methods.get(method) ?? [];
    const versions = unique(own.map(({ config }) => config.method.version));
    const engines = unique(
      own.map(({ config: { engine } }) => `${engine.backend} ${engine.version}, ${threads(engine.threads)}`),
    );
    const options = Object.entries((own[0] as Cell).config.method.options).sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    return html`<tr><th scope="row">${method}</th><td class="short">${versions.join(', ')}</td><td>${
      options.length === 0
        ? '—'
        : options.map(([name, value]) => html`<code>${name}=${String(value)}</code> `)
    }</td><td class="short">${engines.join('; ')}</td><td class="short">${(
      ['train', 'valid', 'test'] as const
    )
      .map((part) => range(own.map(({ rows }) => rows[part])))
      .join(' / ')}</td><td>${endOf(own)}</td><td class="short">${formatSeconds(own)}</td></tr>
`;
  })}</tbody></table></div>
${tuningTable({ setting, methods }, order)}`;
}

function endOf(cells: readonly Cell[]): string {
  const minima = cells.flatMap(({ minimum }) => minimum ?? []);
  if (minima.length > 0) {
    const converged = minima.filter((minimum) => minimum.converged).length;
    return `${converged} of ${minima.length} converged, ${range(minima.map(({ iterations }) => iterations))} iterations`;
  }
  const kept = cells.flatMap(({ keptEpoch }) => keptEpoch ?? []);
  if (kept.length === 0) return '—';
  return `kept epoch ${range(kept)} of ${range(cells.filter(({ epochs }) => epochs.length > 0).map(({ epochs }) => epochs.length))}`;
}

/** `12`, or the median with the least and the greatest: `12 (3–20)`. */
function range(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[0] as number;
  const high = sorted.at(-1) as number;
  const median = sorted[Math.floor((sorted.length - 1) / 2)] as number;
  return low === high ? `${low}` : `${median} (${low}–${high})`;
}

/** First and last day. */
function dates(cells: readonly Cell[]): Set<string> {
  const days = cells.map(({ timing }) => timing.date.slice(0, 10)).sort();
  return new Set([days[0] as string, days.at(-1) as string]);
}

function formatSeconds(cells: readonly Cell[]): string {
  const total = cells.reduce((sum, { timing }) => sum + timing.seconds, 0);
  if (total < 60) return `${total.toFixed(1)} s`;
  const minutes = Math.round(total / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function threads(count: number): string {
  return `${count} ${count === 1 ? 'thread' : 'threads'}`;
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
