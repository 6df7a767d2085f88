import type { Cell, SettingGroup } from '@ildl/benchmark';
import type { Row, Table } from './table.js';

/** How options were chosen, in one sentence. */
export const tuningBudget = (budget: number): string =>
  `${budget} option ${budget === 1 ? 'set' : 'sets'} a cell, the same for every method; chosen by KL on validation rows of the training fold`;

/** `learningRate=0.01 smoothing=0.9`. */
export const optionsText = (options: Cell['config']['method']['options']): string =>
  Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

/** How often each option set was chosen, and of how many; undefined where options were not tuned. */
export function tuningTable(
  { setting, methods }: Pick<SettingGroup, 'setting' | 'methods'>,
  order: readonly string[],
): Table | undefined {
  if (setting.tune === undefined) return undefined;
  return {
    title: `Tuned options of ${setting.dataset}`,
    about: '',
    head: 'Method',
    columns: ['Option sets tried', 'Chosen options', 'Cells'].map((title) => ({ title })),
    rows: order.flatMap((method) => rowsOf(method, methods.get(method) ?? [])),
    notes: [],
    words: true,
  };
}

function rowsOf(method: string, cells: readonly Cell[]): readonly Row[] {
  if (cells.every(({ config }) => Object.keys(config.tune?.search ?? {}).length === 0)) {
    const texts = ['—', 'nothing to search: the options above', `${cells.length}`];
    return [{ name: method, entries: texts.map((text) => ({ text })) }];
  }
  const tried = Math.max(...cells.map(({ tuning }) => tuning?.candidates.length || 1));
  const counts = new Map<string, number>();
  for (const { tuning } of cells) {
    const chosen = tuning?.chosen === undefined ? 'none' : optionsText(tuning.chosen);
    counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([chosen, count]) => ({
      name: method,
      entries: [{ text: `${tried}` }, { text: chosen, code: true }, { text: `${count}` }],
    }));
}
