import type { Cell, SettingGroup } from '@ildl/benchmark';
import { toHtml } from './formats/html.js';
import { html, type Markup, nothing } from './markup.js';
import type { Table } from './table.js';
import { optionsText, tuningBudget, tuningTable } from './tuning-table.js';

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
  const tuned = tuningTable({ setting, methods }, order);
  return html`<dl>${facts.map(([term, fact]) => html`<dt>${term}</dt><dd>${fact}</dd>`)}</dl>
${toHtml(methodsTable({ setting, methods }, order))}
${tuned === undefined ? nothing : toHtml(tuned)}`;
}

/** What the methods of a setting ran with, on how many rows, and how their training ended. */
function methodsTable(
  { setting, methods }: Pick<SettingGroup, 'setting' | 'methods'>,
  order: readonly string[],
): Table {
  const columns = [
    'Version',
    'Options',
    'Backend',
    'Training / validation / test rows',
    'End of training',
    'Time',
  ];
  return {
    title: `Methods of ${setting.dataset}`,
    about: '',
    head: 'Method',
    columns: columns.map((title) => ({ title })),
    rows: order.map((name) => {
      const own = methods.get(name) ?? [];
      const codes = unique(own.map(({ config }) => config.method.identity));
      const engines = unique(
        own.map(
          ({ config: { engine } }) => `${engine.backend} ${engine.version}, ${threads(engine.threads)}`,
        ),
      );
      const options = optionsText(
        Object.fromEntries(
          Object.entries((own[0] as Cell).config.method.options).sort(([a], [b]) => (a < b ? -1 : 1)),
        ),
      );
      const rows = (['train', 'valid', 'test'] as const).map((part) =>
        range(own.map((cell) => cell.rows[part])),
      );
      return {
        name,
        entries: [
          { text: codes.join(', ') },
          options === '' ? { text: '—' } : { text: options, code: true },
          { text: engines.join('; ') },
          { text: rows.join(' / ') },
          { text: endOf(own) },
          { text: formatSeconds(own) },
        ],
      };
    }),
    notes: [],
    words: true,
  };
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
