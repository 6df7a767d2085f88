import type { Table } from '../table.js';

/** Tables as CSV (RFC 4180) with a line of headings; entries and deviations in columns of their own. */
export function toCsv(tables: readonly Table[]): string {
  return tables.map(oneTable).join('\r\n');
}

function oneTable({ head, columns, rows }: Table): string {
  const deviates = columns.map((_, i) => rows.some(({ entries }) => entries[i]?.deviation !== undefined));
  const headings = columns.flatMap(({ group, title }, i) => {
    const heading = group === undefined ? title : `${group} ${title}`;
    return deviates[i] ? [heading, `${heading} std`] : [heading];
  });
  const lines = rows.map(({ name, entries }) => [
    name,
    ...entries.flatMap(({ text, deviation = '' }, i) => (deviates[i] ? [text, deviation] : [text])),
  ]);
  return [[head, ...headings], ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

function field(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
