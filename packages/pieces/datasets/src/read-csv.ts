import type { DenseMatrix } from '@ildl/interface';
import { CsvError, type Options, parse } from '#csv-parse';
import { budget } from './budget.js';
import { datasetError } from './dataset-error.js';
import { shorten } from './shorten.js';

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
  /** Whether the first row is a header. Default: it is where one of its cells is no number. */
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
}

const numberPattern = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;

/** A number as spreadsheets, NumPy and R write it; undefined for anything else. */
function parseNumber(cell: string): number | undefined {
  if (!numberPattern.test(cell)) return undefined;
  const value = Number(cell);
  if (!Number.isNaN(value)) return value;
  if (/nan/i.test(cell)) return Number.NaN;
  return cell.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Longest string in UTF-16 units: that of V8, the shortest of all engines. */
const maxTextLength = 2 ** 29 - 24;

/** Longest row, in characters. */
const maxRow = 2 ** 21;

/**
 * Reads a table of numbers, features and labels side by side, one row a line (RFC 4180).
 * @param table text, or its bytes in UTF-8, at most 512 MiB, the longest text of JavaScript engines
 * @throws where a row has another number of cells than the first, a cell is empty or no
 * number, or a label column cannot be found.
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
  let names: string[] | undefined;
  let width = 0;
  let isLabel: boolean[] = [];
  let rows = 0;
  let values = new Float64Array(0);

  const start = (record: string[]): boolean => {
    width = record.length;
    const headed = header ?? record.some((cell) => parseNumber(cell) === undefined);
    if (headed) names = record;
    isLabel = labelColumns(record.length, names, { file, labels, labelPrefix });
    return headed;
  };
  const add = (record: string[], line: number): void => {
    if ((rows + 1) * width > values.length) {
      const size = Math.max(2 * values.length, 64 * width);
      spending.spend(size * 8, 'the table');
      const grown = new Float64Array(size);
      grown.set(values);
      values = grown;
    }
    for (let column = 0; column < width; column++) {
      const cell = record[column] as string;
      const value = parseNumber(cell);
      if (value === undefined) {
        const place = `line ${line}, column ${names ? `\`${shorten(names[column] as string)}\`` : column + 1}`;
        if (cell === '') {
          throw datasetError(
            'ILDL_DATA_NAN',
            `${file}: ${place} is empty; fill in the number or remove the row.`,
          );
        }
        throw datasetError(
          'ILDL_DATA_FORMAT',
          `${file}: ${place} holds \`${shorten(cell)}\`, which is no number; write a number with a decimal point.`,
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
    max_record_size: maxRow,
    // Rows become numbers at once: no table of texts is ever held.
    on_record: (record: string[], { lines }) => {
      if (width > 0 || !start(record)) add(record, lines);
      return null;
    },
  };
  const text = typeof table === 'string' ? table : decoded(table, file);
  try {
    parse(text, options);
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const code = cause.code === 'CSV_MAX_RECORD_SIZE' ? 'ILDL_DATA_LIMIT' : 'ILDL_DATA_FORMAT';
    throw datasetError(code, `${file} is no sound table: ${shorten(cause.message, 200)}; mend that line.`, {
      cause,
    });
  }
  if (width === 0) throw datasetError('ILDL_DATA_EMPTY', `${file} has no rows; give a table of numbers.`);

  spending.spend(rows * width * 8, 'the table');
  const pick = (wanted: boolean): DenseMatrix => {
    const columns = isLabel.filter((label) => label === wanted).length;
    const out = new Float64Array(rows * columns);
    for (let row = 0, q = 0; row < rows; row++) {
      for (let column = 0; column < width; column++) {
        if (isLabel[column] === wanted) out[q++] = values[row * width + column] as number;
      }
    }
    return { kind: 'dense', rows, columns, values: out };
  };
  const parts = { features: pick(false), labels: pick(true) };
  if (!names) return parts;
  const plain = (name: string) =>
    name.startsWith(labelPrefix) ? name.slice(labelPrefix.length).trim() : name;
  return {
    ...parts,
    featureNames: names.filter((_, column) => !isLabel[column]),
    labelNames: names.filter((_, column) => isLabel[column]).map(plain),
  };
}

/** Without the byte order mark. */
function decoded(bytes: Uint8Array, file: string): string {
  if (bytes.length > maxTextLength) {
    throw datasetError(
      'ILDL_DATA_LIMIT',
      `${file} has ${bytes.length} bytes, more than the ${maxTextLength} of a text; save it as .npz.`,
    );
  }
  return new TextDecoder().decode(bytes);
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
  const listed = `${names
    .slice(0, 20)
    .map((name) => `\`${shorten(name)}\``)
    .join(', ')}${names.length > 20 ? ', …' : ''}`;
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
  return names.map((name) => name.startsWith(labelPrefix));
}
