import type { Cell } from '@ildl/benchmark';
import {
  describeTable,
  formatCount,
  formatNumber,
  legendOf,
  markOf,
  type PrintedTable,
  type TableOptions,
} from './result-tables.js';
import { tablesOf } from './tables-of.js';

/**
 * One Markdown table for each setting or metric: mean ± std over folds and seeds, the best in bold.
 *
 * @throws `ILDL_NO_RESULTS` where `cells` is empty, and `ILDL_REFERENCE` where
 * `reference` names no method.
 */
export function markdownTable(cells: readonly Cell[], options: TableOptions = {}): string {
  return tablesOf(cells, options)
    .map((table) => oneTable(table, options.test))
    .join('\n');
}

function oneTable(table: PrintedTable, test: TableOptions['test']): string {
  const { columns, rows } = table;
  const about = describeTable(table);
  const line = (parts: readonly string[]) => `| ${parts.join(' | ')} |`;
  const title = `**${escaped(table.title)}**${about === '' ? '' : `: ${escaped(about)}`}`;
  const legend = legendOf(table, test);
  return `${[
    title,
    '',
    line(['Method', ...columns.map(({ title, arrow }) => `${escaped(title)} ${arrow}`.trim()), 'n']),
    line(['---', ...columns.map(() => '---:'), '---:']),
    ...rows.map((row) =>
      line([
        escaped(row.name),
        ...row.entries.map((entry) => {
          const mean = formatNumber(entry.mean);
          if (Number.isNaN(entry.mean)) return [mean, ...(entry.notes ?? [])].join(' ');
          return [
            entry.best ? `**${mean}**` : mean,
            '±',
            formatNumber(entry.std),
            ...[markOf(entry, test) || []].flat(),
            ...(entry.notes ?? []),
          ].join(' ');
        }),
        formatCount(row),
      ]),
    ),
    ...(legend === '' ? [] : ['', escaped(legend)]),
  ].join('\n')}\n`;
}

function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;');
}
