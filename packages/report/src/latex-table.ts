import type { Cell, Mark } from '@ildl/benchmark';
import {
  type Column,
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
 * One LaTeX table for each setting, for the package `booktabs`: mean ± std over folds and seeds, the best in
 * bold.
 *
 * @throws RangeError with code `ILDL_NO_RESULTS` where `cells` is empty, and with code `ILDL_REFERENCE` where
 * `reference` names no method.
 */
export function latexTable(cells: readonly Cell[], options: TableOptions = {}): string {
  return tablesOf(cells, options)
    .map((table) => oneTable(table, options.test))
    .join('\n');
}

function oneTable(table: ResultTable, test: TableOptions['test']): string {
  const { setting, labels, columns, rows } = table;
  const line = (parts: readonly string[]) => `${parts.join(' & ')} \\\\`;
  const marks = describeMarks(table, test);
  const caption = [
    `${setting.dataset}: ${describeSetting(setting)}${labels === 'all' ? '' : `, ${labels} labels`}.`,
    ...(marks === '' ? [] : [marks]),
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
        escaped(row.method),
        ...row.entries.map((entry) => {
          if (Number.isNaN(entry.mean)) return '---';
          const mean = escaped(formatNumber(entry.mean));
          const std = escaped(formatNumber(entry.std));
          return `${entry.best ? `\\textbf{${mean}}` : mean}$\\pm$${std}${symbol(markOf(entry, test))}`;
        }),
        escaped(formatCount(row)),
      ]),
    ),
    '\\bottomrule',
    '\\end{tabular}',
    '\\end{table}',
  ].join('\n')}\n`;
}

function heading({ title, arrow }: Column): string {
  return `${escaped(title)}${arrow === '' ? '' : arrow === '↓' ? ' $\\downarrow$' : ' $\\uparrow$'}`;
}

function symbol(mark: Mark): string {
  return mark === '' ? '' : (symbols[mark] as string);
}

const symbols: Readonly<Record<string, string>> = {
  '●': '$\\bullet$',
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
    .replace(/[&%$#_{}]|[●○◄∞−—\\~^<>|"]/gu, (character) => symbols[character] ?? `\\${character}`);
}
