import type { Cell, Mark } from '@ildl/benchmark';
import {
  describeTable,
  formatCount,
  formatNumber,
  legendOf,
  markOf,
  type PrintedColumn,
  type PrintedTable,
  type TableOptions,
} from './result-tables.js';
import { tablesOf } from './tables-of.js';

/**
 * One LaTeX table for each setting or metric, for the package `booktabs`: mean ± std over folds and seeds, the best in
 * bold.
 *
 * @throws `ILDL_NO_RESULTS` where `cells` is empty, and `ILDL_REFERENCE` where
 * `reference` names no method.
 */
export function latexTable(cells: readonly Cell[], options: TableOptions = {}): string {
  return tablesOf(cells, options)
    .map((table) => oneTable(table, options.test))
    .join('\n');
}

function oneTable(table: PrintedTable, test: TableOptions['test']): string {
  const { columns, rows } = table;
  const about = describeTable(table);
  const line = (parts: readonly string[]) => `${parts.join(' & ')} \\\\`;
  const legend = legendOf(table, test);
  const caption = [
    `${table.title}${about === '' ? '' : `: ${about}`}.`,
    ...(legend === '' ? [] : [legend]),
  ].join(' ');
  return `${[
    '\\begin{table}',
    '\\centering',
    `\\caption{${escaped(caption)}}`,
    `\\begin{tabular}{l${'l'.repeat(columns.length)}r}`,
    '\\toprule',
    line(['Method', ...columns.map(heading), 'n']),
    '\\midrule',
    ...rows.map((row) =>
      line([
        escaped(row.name),
        ...row.entries.map((entry) => {
          const notes = (entry.notes ?? []).map((note) => ` ${escaped(note)}`).join('');
          if (Number.isNaN(entry.mean)) return `---${notes}`;
          const mean = escaped(formatNumber(entry.mean));
          const std = escaped(formatNumber(entry.std));
          return `${entry.best ? `\\textbf{${mean}}` : mean}$\\pm$${std}${symbol(markOf(entry, test))}${notes}`;
        }),
        escaped(formatCount(row)),
      ]),
    ),
    '\\bottomrule',
    '\\end{tabular}',
    '\\end{table}',
  ].join('\n')}\n`;
}

function heading({ title, arrow }: PrintedColumn): string {
  return `${escaped(title)}${arrow === '' ? '' : arrow === '↓' ? ' $\\downarrow$' : ' $\\uparrow$'}`;
}

function symbol(mark: Mark): string {
  return mark === '' ? '' : (symbols[mark] as string);
}

const symbols: Readonly<Record<string, string>> = {
  '●': '$\\bullet$',
  '†': '\\dag{}',
  '↓': '$\\downarrow$',
  '↑': '$\\uparrow$',
  '○': '$\\circ$',
  '◄': '$\\triangleleft$',
  '∞': '$\\infty$',
  '−': '$-$',
  '—': '---',
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': "''",
};

function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[&%$#_{}]|[●○◄∞−—†↓↑\\~^<>|"]/gu, (character) => symbols[character] ?? `\\${character}`);
}
