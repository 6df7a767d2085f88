import type { Cell } from '@ildl/benchmark';
import {
  describeMarks,
  describeSetting,
  formatCount,
  formatNumber,
  markOf,
  type ResultTable,
  type TableOptions,
  tablesOf,
} from './result-tables.js';

/**
 * One Markdown table for each setting: mean ± std over folds and seeds, the best in bold.
 *
 * @throws RangeError with code `ILDL_NO_RESULTS` where `cells` is empty, and with code `ILDL_REFERENCE` where
 * `reference` names no method.
 */
export function markdownTable(cells: readonly Cell[], options: TableOptions = {}): string {
  return tablesOf(cells, options)
    .map((table) => oneTable(table, options.test))
    .join('\n');
}

function oneTable(table: ResultTable, test: TableOptions['test']): string {
  const { setting, labels, columns, rows } = table;
  const line = (parts: readonly string[]) => `| ${parts.join(' | ')} |`;
  const title = `**${escaped(setting.dataset)}**: ${describeSetting(setting)}${labels === 'all' ? '' : `, ${labels} labels`}`;
  const marks = describeMarks(table, test);
  return `${[
    title,
    '',
    line(['Method', ...columns.map(({ title, arrow }) => `${escaped(title)} ${arrow}`.trim()), 'n']),
    line(['---', ...columns.map(() => '---:'), '---:']),
    ...rows.map((row) =>
      line([
        escaped(row.method),
        ...row.entries.map((entry) => {
          const mean = formatNumber(entry.mean);
          if (Number.isNaN(entry.mean)) return mean;
          const mark = markOf(entry, test);
          return `${entry.best ? `**${mean}**` : mean} ± ${formatNumber(entry.std)}${mark && ` ${mark}`}`;
        }),
        formatCount(row),
      ]),
    ),
    ...(marks === '' ? [] : ['', escaped(marks)]),
  ].join('\n')}\n`;
}

function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;');
}
