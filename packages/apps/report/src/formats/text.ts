import { type Entry, headingOf, signsOf, type Table } from '../table.js';

/** Tables in plain text, for terminals: means with their marks, and below them what else is to be known of them. */
export function toText(tables: readonly Table[]): string {
  return tables.map(oneTable).join('\n');
}

function oneTable({ title, about, head, columns, rows, notes, words = false }: Table): string {
  const isMarked = columns.map((_, i) => rows.some(({ entries }) => signsOf(entries[i] as Entry) !== ''));
  const above = (entry: Entry, i: number) =>
    isMarked[i] ? `${entry.text} ${signsOf(entry) || ' '}` : entry.text;
  const below = ({ deviation, below, notes = [] }: Entry, i: number) => {
    const parts = [...(deviation === undefined ? [] : [`±${deviation}`]), ...(below ?? []), ...notes];
    // In one line with the digits above, where a mark follows them.
    return `${parts.join(' ')}${isMarked[i] && parts.length === 1 ? '  ' : ''}`;
  };
  const groups = columns.some(({ group }) => group !== undefined)
    ? [['', ...columns.map(({ group = '' }, i) => (columns[i - 1]?.group === group ? '' : group))]]
    : [];
  const lines = [
    ...groups,
    [head, ...columns.map(headingOf)],
    ...rows.flatMap(({ name, entries }) => [
      [name, ...entries.map(above)],
      ...(entries.some((entry, i) => below(entry, i) !== '') ? [['', ...entries.map(below)]] : []),
    ]),
  ].map((line) => line.map((text) => text.replace(/\s*\n\s*/g, ' ')));
  const widths = [head, ...columns].map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const aligned = lines.map((line) =>
    line
      .map((text, i) => {
        const width = widths[i] as number;
        return i === 0 || words ? text.padEnd(width) : text.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  const heading = about === '' ? title : `${title}: ${about}`;
  return `${[heading, '', ...aligned, ...(notes.length > 0 ? ['', notes.join(' ')] : [])].join('\n')}\n`;
}
