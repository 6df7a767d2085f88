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
 * One table for each setting in plain text, for terminals: means with their marks, and below them the standard
 * deviations over folds and seeds.
 *
 * @throws RangeError with code `ILDL_NO_RESULTS` where `cells` is empty, and with code `ILDL_REFERENCE` where
 * `reference` names no method.
 */
export function textTable(cells: readonly Cell[], options: TableOptions = {}): string {
  return tablesOf(cells, options)
    .map((table) => oneTable(table, options.test))
    .join('\n');
}

function oneTable(table: ResultTable, test: TableOptions['test']): string {
  const { setting, columns, rows } = table;
  const lines = [
    ['', ...columns.map(({ title, arrow }) => `${title} ${arrow}`.trim()), 'n'],
    ...rows.flatMap((row) => [
      [
        row.method,
        ...row.entries.map((entry) => `${formatNumber(entry.mean)} ${markOf(entry, test) || ' '}`),
        formatCount(row),
      ],
      ['', ...row.entries.map(({ mean, std }) => (Number.isNaN(mean) ? '' : `±${formatNumber(std)}  `)), ''],
    ]),
  ];
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const aligned = lines.map((line) =>
    line
      .map((text, column) =>
        column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const marks = describeMarks(table, test);
  return `${[`${setting.dataset}: ${describeSetting(setting)}`, '', ...aligned, ...(marks === '' ? [] : ['', marks])].join('\n')}\n`;
}
