import { type Column, type Entry, headingOf, signsOf, type Table } from '../table.js';

/** Tables in Markdown, the best entries in bold. */
export function toMarkdown(tables: readonly Table[]): string {
  return tables.map(oneTable).join('\n');
}

function oneTable({ title, about, head, columns, rows, notes, words = false }: Table): string {
  const line = (parts: readonly string[]) => `| ${parts.join(' | ')} |`;
  return `${[
    `**${escaped(title)}**${about === '' ? '' : `: ${escaped(about)}`}`,
    '',
    line([head, ...columns.map(heading)]),
    line(['---', ...columns.map(() => (words ? '---' : '---:'))]),
    ...rows.map(({ name, entries }) => line([escaped(name), ...entries.map(entryText)])),
    ...(notes.length > 0 ? ['', escaped(notes.join(' '))] : []),
  ].join('\n')}\n`;
}

function heading(column: Column): string {
  return escaped(`${column.group === undefined ? '' : `${column.group}, `}${headingOf(column)}`);
}

function entryText(entry: Entry): string {
  const { text, best, deviation, below, notes = [], code } = entry;
  const main = code ? `\`${text.replace(/[`|\n]/g, ' ')}\`` : escaped(text);
  return [
    best ? `**${main}**` : main,
    ...(deviation === undefined ? [] : [`± ${escaped(deviation)}`]),
    ...(below === undefined ? [] : [`(${escaped(below)})`]),
    ...(signsOf(entry) || []),
    ...(notes.length > 0 ? [`(${escaped(notes.join(', '))})`] : []),
  ].join(' ');
}

function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;');
}
