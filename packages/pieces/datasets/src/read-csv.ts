import type { DenseMatrix } from '@ildl/interface';
import { CsvError, type Options, parse } from '#csv-parse';
import { budget } from './budget.js';
import { type CsvLayout, csvLayout, isPadded, parseNumber } from './csv-layout.js';
import { datasetError } from './dataset-error.js';
import { printable } from './printable.js';
import { shorten } from './shorten.js';
import { checkKind } from './sniff.js';

export interface ReadCsvOptions {
  /** How error messages call the file. Default `the file`. */
  readonly file?: string;
  /**
   * The label columns: their names, or how many of the last ones, 0 for none. Default: those that begin with
   * `labelPrefix`.
   */
  readonly labels?: number | readonly string[];
  /** How the header marks label columns; left out of the label names. Default `label:`. */
  readonly labelPrefix?: string;
  /** Whether the first row is a header. Default: it is where its cells are names, and where it counts 0, 1, 2, … */
  readonly header?: boolean;
  /** Between cells. Default `,`. */
  readonly delimiter?: string;
  /** Most bytes that reading may allocate for numbers, beside the file itself. Default 2 GiB. */
  readonly maxBytes?: number;
}

/** The columns of a table; names where it has a header. */
export interface CsvTable {
  readonly features: DenseMatrix;
  readonly labels: DenseMatrix;
  readonly featureNames?: readonly string[];
  readonly labelNames?: readonly string[];
  /** Sentences on what was left out of the table, or taken for something that it might not be. */
  readonly notes: readonly string[];
}

/** How much is decoded at a time. */
const chunkSize = 2 ** 20;

/** Longest row, in characters. */
const maxRow = 2 ** 21;

/** Names under which pandas and R write the numbers of rows, where it is not no name at all. */
const indexName = /^(index|idx|id|level_0|row([._ ]?(names?|id|index))?)$/i;

/**
 * Reads a table of numbers, features and labels side by side, one row a line (RFC 4180).
 *
 * The first line is a header where its cells are names, where it counts 0, 1, 2, … above other numbers, as pandas writes
 * it, or where it begins with `#`. Leading columns without a name and an index column that counts the rows, as pandas and R
 * write them, are left out; empty cells behind the last column are ignored. What was decided so is in `notes`.
 * @param table text, or its bytes in UTF-8
 * @throws where a row has another number of cells than the first, a cell is empty or no
 * number, a column within the table has no name, a header cannot be told from a row, a label column cannot be found, or the
 * file is none of text in UTF-8.
 */
export function readCsv(
  table: string | Uint8Array,
  {
    file = 'the file',
    labels,
    labelPrefix = 'label:',
    header,
    delimiter = ',',
    maxBytes,
  }: ReadCsvOptions = {},
): CsvTable {
  const spending = budget(file, maxBytes);
  const format = (reason: string) => datasetError('ILDL_DATA_FORMAT', `${file}${reason}.`);
  const notes: string[] = [];
  let layout: CsvLayout | undefined;
  let comment: string[] | undefined;
  let first: { record: string[]; line: number } | undefined;
  let isLabel: boolean[] = [];
  let width = 0;
  let rows = 0;
  let values = new Float64Array(0);

  const start = (second?: string[]): void => {
    if (first === undefined) return;
    layout = csvLayout(first.record, { comment, second, header, labels, file, line: first.line });
    notes.push(...layout.notes);
    width = layout.width - layout.skipped;
    isLabel = labelColumns(width, layout.names?.slice(layout.skipped), { file, labels, labelPrefix });
    if (!layout.firstIsHeader) add(first.record, first.line, layout);
  };
  const add = (record: string[], line: number, { names, skipped, ...layout }: CsvLayout): void => {
    if (record.length !== layout.width && !isPadded(record, layout.width)) {
      throw format(
        `: line ${line} has ${record.length} cells, but the ${names ? 'header' : 'first row'} ${layout.width}; mend that line`,
      );
    }
    // R heads its row names with nothing at all: what stands there must be a name or a count.
    const index = record[0] as string;
    if (
      layout.rowNames &&
      Number(index) !== rows + 1 &&
      Number(index) !== rows &&
      parseNumber(index) !== undefined
    ) {
      throw format(
        `: line ${line} has ${record.length} cells, one more than the header, and the first is no name of a row; mend that line or the header`,
      );
    }
    if ((rows + 1) * width > values.length) {
      const size = Math.max(2 * values.length, 64 * width);
      spending.spend(size * 8, 'the table');
      const grown = new Float64Array(size);
      grown.set(values);
      values = grown;
    }
    for (let column = 0; column < width; column++) {
      const cell = record[column + skipped] as string;
      const value = parseNumber(cell);
      if (value === undefined) {
        const name = names?.[column + skipped];
        const place = `line ${line}, column ${name === undefined ? column + skipped + 1 : `\`${shorten(name)}\``}`;
        if (cell === '') {
          throw datasetError(
            'ILDL_DATA_NAN',
            `${file}: ${place} is empty; fill in the number or remove the row.`,
          );
        }
        throw format(
          `: ${place} holds \`${shorten(cell)}\`, which is no number; write a number with a decimal point`,
        );
      }
      values[rows * width + column] = value;
    }
    rows++;
  };

  const options: Options = {
    columns: false,
    delimiter,
    trim: true,
    skip_empty_lines: true,
    // Their number of cells is checked here, where empty ones at the end do not count.
    relax_column_count: true,
    max_record_size: maxRow,
    // Rows become numbers at once: no table of texts is ever held.
    on_record: (record: string[], { lines }) => {
      if (layout === undefined) {
        if (first !== undefined) start(record);
        else if (record[0]?.startsWith('#')) comment = record;
        // Excel's line on the delimiter is no part of the table.
        else if (/^sep=/i.test(record[0] as string) && isPadded([...record, ''], 1)) return null;
        else first = { record, line: lines };
      }
      if (layout !== undefined) add(record, lines, layout);
      return null;
    },
  };
  const text = typeof table === 'string' ? table.replace(/^\ufeff+/, '') : utf8Text(table, file);
  try {
    // The parser takes any bytes: it asks for them one by one.
    parse(text as string | Buffer, options);
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const code = cause.code === 'CSV_MAX_RECORD_SIZE' ? 'ILDL_DATA_LIMIT' : 'ILDL_DATA_FORMAT';
    throw datasetError(code, `${file} is no sound table: ${shorten(cause.message, 200)}; mend that line.`);
  }
  if (layout === undefined) start();
  if (layout === undefined)
    throw datasetError('ILDL_DATA_EMPTY', `${file} has no rows; give a table of numbers.`);
  let names = layout.names?.slice(layout.skipped);

  const counted = rows >= 3 && !isLabel[0] && width > 1 ? countsRows(values, rows, width) : undefined;
  let from = 0;
  if (counted !== undefined) {
    const [begin, end] = [counted, counted + rows - 1];
    const name = names?.[0];
    if (name === undefined) {
      if (isLabel.includes(true)) {
        throw format(
          `: its first column counts the rows from ${begin} to ${end}, as an index does, which would be a feature that tells them apart; remove it, or give the columns names in a header row if it is a feature`,
        );
      }
    } else if (indexName.test(name) && isLabel.indexOf(false, 1) > 0) {
      from = 1;
      notes.push(
        `${file}: the column \`${shorten(name)}\` counts the rows from ${begin} to ${end}, so it was left out.`,
      );
    } else {
      notes.push(
        `${file}: the feature \`${shorten(name)}\` counts the rows from ${begin} to ${end}, as an index does; remove the column if it is one.`,
      );
    }
  }
  names = names?.slice(from);

  spending.spend(rows * width * 8, 'the table');
  const pick = (wanted: boolean): DenseMatrix => {
    const columns = isLabel.slice(from).filter((label) => label === wanted).length;
    const out = new Float64Array(rows * columns);
    for (let row = 0, q = 0; row < rows; row++) {
      for (let column = from; column < width; column++) {
        if (isLabel[column] === wanted) out[q++] = values[row * width + column] as number;
      }
    }
    return { kind: 'dense', rows, columns, values: out };
  };
  const parts = { features: pick(false), labels: pick(true), notes: notes.map(printable) };
  if (!names) return parts;
  const plain = (name: string) =>
    name.startsWith(labelPrefix) ? name.slice(labelPrefix.length).trim() : name;
  return {
    ...parts,
    featureNames: names.filter((_, column) => !isLabel[column + from]),
    labelNames: names.filter((_, column) => isLabel[column + from]).map(plain),
  };
}

/** What the first of `width` columns counts the rows from, 0 or 1; undefined where it does not. */
function countsRows(values: Float64Array, rows: number, width: number): number | undefined {
  const begin = values[0] as number;
  if (begin !== 0 && begin !== 1) return undefined;
  for (let row = 1; row < rows; row++) if (values[row * width] !== begin + row) return undefined;
  return begin;
}

/** The bytes of a text in UTF-8, without byte order marks. They are never made a text as a whole. */
function utf8Text(bytes: Uint8Array, file: string): Uint8Array {
  checkKind(bytes, file, 'csv');
  const wrong = (line: number, reason: string) =>
    datasetError('ILDL_DATA_FORMAT', `${file}: line ${line} ${reason}; save the table as CSV in UTF-8.`);
  const lineAt = (offset: number) => {
    let line = 1;
    for (let p = bytes.indexOf(0x0a); p >= 0 && p < offset; p = bytes.indexOf(0x0a, p + 1)) line++;
    return line;
  };
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw wrong(lineAt(nul), 'holds a NUL character, so the file is no text in UTF-8');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let start = 0; start < bytes.length; start += chunkSize) {
    try {
      decoder.decode(bytes.subarray(start, start + chunkSize), { stream: start + chunkSize < bytes.length });
    } catch {
      throw wrong(lineAt(notUtf8(bytes, start)), 'holds bytes that are not UTF-8');
    }
  }
  let text = bytes;
  while (text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf) text = text.subarray(3);
  return text;
}

/** Where the first line ends that is no UTF-8, of those that end after `from`. */
function notUtf8(bytes: Uint8Array, from: number): number {
  let start = from === 0 ? 0 : bytes.lastIndexOf(0x0a, from - 1) + 1;
  for (;;) {
    const next = bytes.indexOf(0x0a, start);
    const end = next < 0 ? bytes.length : next;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end));
    } catch {
      return end;
    }
    if (next < 0) return end;
    start = next + 1;
  }
}

function labelColumns(
  width: number,
  names: readonly string[] | undefined,
  {
    file,
    labels,
    labelPrefix,
  }: { file: string; labels: number | readonly string[] | undefined; labelPrefix: string },
): boolean[] {
  if (labels === 0) return Array.from({ length: width }, () => false);
  if (width < 2) {
    throw datasetError(
      'ILDL_DATA_FORMAT',
      `${file} has one column, where features and labels need two at least; give the option delimiter if something else separates its cells.`,
    );
  }
  if (typeof labels === 'number') {
    if (!Number.isInteger(labels) || labels < 1 || labels >= width) {
      throw datasetError(
        'ILDL_DATA_OPTION',
        `${file} has ${width} columns, so the last ${labels} cannot be its labels; give a whole number from 1 to ${width - 1}.`,
      );
    }
    return Array.from({ length: width }, (_, column) => column >= width - labels);
  }
  if (!names) {
    throw datasetError(
      'ILDL_DATA_VARIABLE',
      `${file} has no header row that names its labels; say with labels how many of the last columns they are.`,
    );
  }
  // Labels are mostly the last columns.
  const quoted = names.map((name) => `\`${shorten(name)}\``);
  const listed = (names.length > 20 ? [...quoted.slice(0, 8), '…', ...quoted.slice(-12)] : quoted).join(', ');
  if (labels) {
    for (const label of labels) {
      const found = names.filter((name) => name === label).length;
      if (found !== 1) {
        throw datasetError(
          'ILDL_DATA_VARIABLE',
          `${file} has ${found === 0 ? 'no column' : `${found} columns`} \`${label}\`; its columns are ${listed}.`,
        );
      }
    }
    return names.map((name) => labels.includes(name));
  }
  if (!names.some((name) => name.startsWith(labelPrefix))) {
    throw datasetError(
      'ILDL_DATA_VARIABLE',
      `${file} has no column whose name begins with \`${labelPrefix}\`; name the label columns with labels, among ${listed}.`,
    );
  }
  const mark = (name: string) => name.toLowerCase().replace(/\s/g, '');
  const near = names.find(
    (name) => !name.startsWith(labelPrefix) && mark(name).startsWith(mark(labelPrefix)),
  );
  if (near !== undefined) {
    throw datasetError(
      'ILDL_DATA_VARIABLE',
      `${file} has the column \`${shorten(near)}\`, which is no label as labels begin with \`${labelPrefix}\`; mend its name, or name the label columns with labels.`,
    );
  }
  return names.map((name) => name.startsWith(labelPrefix));
}
