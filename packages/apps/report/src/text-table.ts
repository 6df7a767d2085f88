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
 * One table for each setting or metric in plain text, for terminals: means with their marks, and below them the standard
 * deviations over folds and seeds.
 *
 * @throws `ILDL_NO_RESULTS` where `cells` is empty, and `ILDL_REFERENCE` where
 * `reference` names no method.
 */
export function textTable(cells: readonly Cell[], options: TableOptions = {}): string {
  return tablesOf(cells, options)
    .map((table) => oneTable(table, options.test))
    .join('\n');
}

function oneTable(table: PrintedTable, test: TableOptions['test']): string {
  const { columns, rows } = table;
  const about = describeTable(table);
  const lines = [
    ['', ...columns.map(({ title, arrow }) => `${title} ${arrow}`.trim()), 'n'],
    ...rows.flatMap((row) => [
      [
        row.name,
        ...row.entries.map((entry) => `${formatNumber(entry.mean)} ${markOf(entry, test) || ' '}`),
        formatCount(row),
      ],
      [
        '',
        ...row.entries.map(({ mean, std, notes = [] }) =>
          [...(Number.isNaN(mean) ? [] : [`±${formatNumber(std)}`]), notes.join(' ') || ' '].join(' '),
        ),
        '',
      ],
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
  const legend = legendOf(table, test);
  return `${[`${table.title}${about === '' ? '' : `: ${about}`}`, '', ...aligned, ...(legend === '' ? [] : ['', legend])].join('\n')}\n`;
}
