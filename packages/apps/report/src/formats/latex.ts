import { type Entry, headingOf, signsOf, type Table } from '../table.js';

/** Tables in LaTeX for the package `booktabs`, the best entries in bold. */
export function toLatex(tables: readonly Table[]): string {
  return tables.map(oneTable).join('\n');
}

function oneTable({ title, about, head, columns, rows, notes, words = false }: Table): string {
  const line = (parts: readonly string[]) => `${parts.join(' & ')} \\\\`;
  const isPlain = (i: number) =>
    rows.every(({ entries }) => entries[i]?.deviation === undefined && entries[i]?.below === undefined);
  const alignment = columns.map((_, i) => (!words && isPlain(i) ? 'r' : 'l')).join('');
  const heading = about === '' ? title : `${title}: ${about}`;
  return `${[
    '\\begin{table}',
    '\\centering',
    `\\caption{${escaped([`${heading}.`, ...notes].join(' '))}}`,
    `\\begin{tabular}{l${alignment}}`,
    '\\toprule',
    ...groupHeadings(columns.map(({ group }) => group)),
    line([head, ...columns.map((column) => escaped(headingOf(column)))]),
    '\\midrule',
    ...rows.map(({ name, entries }) => line([escaped(name), ...entries.map(entryText)])),
    '\\bottomrule',
    '\\end{tabular}',
    '\\end{table}',
  ].join('\n')}\n`;
}

/** A line of headings, each over the columns of a group; none where no column is in one. */
function groupHeadings(groups: readonly (string | undefined)[]): readonly string[] {
  if (groups.every((group) => group === undefined)) return [];
  const starts = groups.flatMap((group, i) => (i === 0 || groups[i - 1] !== group ? [i] : []));
  const headings = starts.map((start, k) => {
    const span = (starts[k + 1] ?? groups.length) - start;
    return `\\multicolumn{${span}}{c}{${escaped(groups[start] ?? '')}}`;
  });
  return [`${['', ...headings].join(' & ')} \\\\`.trim()];
}

function entryText(entry: Entry): string {
  const { text, best, deviation, below, notes = [], code } = entry;
  const main = code ? `\\texttt{${escaped(text)}}` : escaped(text);
  return [
    best ? `\\textbf{${main}}` : main,
    deviation === undefined ? '' : `$\\pm$${escaped(deviation)}`,
    below === undefined ? '' : ` (${escaped(below)})`,
    escaped(signsOf(entry)),
    notes.length > 0 ? ` (${escaped(notes.join(', '))})` : '',
  ].join('');
}

const symbols: Readonly<Record<string, string>> = {
  '●': '$\\bullet$',
  '†': '\\dag{}',
  '↓': '$\\downarrow$',
  '↑': '$\\uparrow$',
  '○': '$\\circ$',
  '◄': '$\\triangleleft$',
  '∞': '$\\infty$',
  '±': '$\\pm$',
  '×': '$\\times$',
  χ: '$\\chi$',
  '²': '$^2$',
  '−': '$-$',
  '—': '---',
  '–': '--',
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
    .replace(/[&%$#_{}●○◄∞±×χ²−—–†↓↑\\~^<>|"]/gu, (character) => symbols[character] ?? `\\${character}`);
}
