import { datasetError } from './dataset-error.js';
import { shorten } from './shorten.js';

/** What the lines of a table are. */
export interface CsvLayout {
  /** How many cells a row has, those of an index among them; empty ones behind do not count. */
  readonly width: number;
  /** One a cell, where the table has a header. */
  readonly names: readonly string[] | undefined;
  /** Whether the first line is that header. */
  readonly firstIsHeader: boolean;
  /** How many of the first columns are an index. */
  readonly skipped: number;
  /** Whether the header has no cell for that index, as R writes it. */
  readonly rowNames: boolean;
  readonly notes: readonly string[];
}

const numberPattern = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;

/** A number as spreadsheets, NumPy and R write it; undefined for anything else. */
export function parseNumber(cell: string): number | undefined {
  if (!numberPattern.test(cell)) return undefined;
  const value = Number(cell);
  if (!Number.isNaN(value)) return value;
  if (/nan/i.test(cell)) return Number.NaN;
  return cell.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Whether all cells beyond `width` are there and empty. */
export const isPadded = (record: readonly string[], width: number): boolean =>
  record.length > width && record.slice(width).every((cell) => cell === '');

/** Without the empty cells at its end. */
const unpadded = (record: readonly string[]): string[] => {
  let width = record.length;
  while (width > 1 && record[width - 1] === '') width--;
  return record.slice(0, width);
};

/** A header cell of pandas, readr or R in place of a name. */
const unnamed = /^(|unnamed: \d+(_level_\d+)?(\.\d+)?|\.\.\.\d+)$/i;
const missing = /^(|na|n\/a|#n\/a|null|none|nil|-+|\?+|\.+)$/i;
const natural = /^(0|[1-9]\d*)$/;

/** Whether numbers count up by one, again and again from the same beginning, 0 or 1: tables beside each other. */
const countsFrom = (cells: readonly string[], begin: number): boolean =>
  cells.length >= 3 &&
  Number(cells[0]) === begin &&
  cells.every(
    (cell, k) => natural.test(cell) && (Number(cell) === begin || Number(cell) === Number(cells[k - 1]) + 1),
  ) &&
  cells.filter((cell) => Number(cell) === begin).length <= cells.length / 2;

/** Whether numbers ascend in equal steps, as years and wavelengths do. */
const inSteps = (cells: readonly string[]): boolean => {
  const step = Number(cells[1]) - Number(cells[0]);
  return (
    cells.length >= 3 &&
    step > 0 &&
    cells.every((cell, k) => natural.test(cell) && (k === 0 || Number(cell) - Number(cells[k - 1]) === step))
  );
};

/** Whether numbers are names of columns such as pandas gives and takes; it adds .1 to what is there twice. */
const countsUp = (cells: readonly string[]): boolean =>
  [0, 1].some((begin) => countsFrom(cells, begin)) ||
  countsFrom(
    cells.map((cell) => cell.replace(/\.[1-9]$/, '')),
    0,
  ) ||
  inSteps(cells);

/** Whether the last cells are degrees that sum to 1. */
const isDistribution = (record: readonly string[], labels: number): boolean =>
  Math.abs(record.slice(-labels).reduce((sum, cell) => sum + (parseNumber(cell) ?? Number.NaN), 0) - 1) <=
  1e-3;

interface Lines {
  /** The last line before the first that begins with `#`. */
  readonly comment: readonly string[] | undefined;
  readonly second: readonly string[] | undefined;
  /** Whether the first line is a header, where that is said. */
  readonly header: boolean | undefined;
  readonly labels: number | readonly string[] | undefined;
  readonly file: string;
  /** Of the first. */
  readonly line: number;
}

/**
 * What the first lines of a table say about it.
 * @throws `ILDL_DATA_FORMAT` where the first line may be a header or a row, and for columns without a name that are no index;
 * `ILDL_DATA_NAN` for a first row with an empty cell
 */
export function csvLayout(record: readonly string[], lines: Lines): CsvLayout {
  const { file } = lines;
  const first = unpadded(record);
  const notes: string[] = [];
  let names: string[] | undefined;
  const above = unpadded(
    (lines.comment ?? []).map((cell, k) => (k === 0 ? cell.replace(/^#+\s*/, '') : cell)),
  );
  const isRow = first.every((cell) => parseNumber(cell) !== undefined);
  const fits = [first.length, first.length - 1].includes(above.length) && above.length > 1;
  let firstIsHeader = false;
  if (lines.header !== false && lines.comment && fits && isRow) names = above;
  else if (lines.header ?? isHeader(first, lines, notes)) {
    firstIsHeader = true;
    names = first;
  }
  names = names?.map((name) => name.trim());
  if (!names) return { width: first.length, names, firstIsHeader, skipped: 0, rowNames: false, notes };

  names.forEach((name, column) => {
    if (/[^\P{Cc}\s]/u.test(name))
      throw datasetError(
        'ILDL_DATA_FORMAT',
        `${file}: the name \`${shorten(name)}\` of column ${column + 1} holds control characters; write the header again as plain text.`,
      );
  });
  const row = firstIsHeader ? lines.second : first;
  const rowNames = row !== undefined && row.length === names.length + 1 && row.at(-1) !== '';
  if (rowNames) names = ['', ...names];
  let skipped = 0;
  while (skipped < names.length - 1 && unnamed.test(names[skipped] as string)) skipped++;
  names.forEach((name, column) => {
    if (column >= skipped && unnamed.test(name))
      throw datasetError(
        'ILDL_DATA_FORMAT',
        `${file}: column ${column + 1} of ${(names as string[]).length} has no name${column > 0 ? `, after \`${shorten(names?.[column - 1] as string)}\`` : ''}; name it in the header or remove it.`,
      );
  });
  if (skipped > 0)
    notes.push(
      `${file}: the first ${skipped === 1 ? 'column has' : `${skipped} columns have`} no name, as the row names of pandas and R, so ${skipped === 1 ? 'it was' : 'they were'} left out.`,
    );
  return { width: names.length, names, firstIsHeader, skipped, rowNames, notes };
}

/** Whether a first line of which nothing is said is a header. */
function isHeader(first: readonly string[], { second, labels, file, line }: Lines, notes: string[]): boolean {
  const texts = first.filter((cell) => parseNumber(cell) === undefined);
  const numbers = first.filter((cell) => parseNumber(cell) !== undefined);
  if (texts.length > 0) {
    const odd = first.findIndex(
      (cell, k) => parseNumber(cell) === undefined && (k > 0 ? missing : /^$/).test(cell),
    );
    if (first[0] === '' && texts.length === 1 && countsUp(numbers)) return true;
    const mixed =
      (first[0] === '' && texts.length === 1) ||
      numbers.some((cell) => !natural.test(cell)) ||
      new Set(numbers).size < numbers.length;
    if (numbers.length > 0 && (mixed || odd > 0)) {
      const k = odd >= 0 ? odd : first.findIndex((cell) => parseNumber(cell) === undefined);
      const cell = first[k] as string;
      throw datasetError(
        cell === '' ? 'ILDL_DATA_NAN' : 'ILDL_DATA_FORMAT',
        `${file}: line ${line}, column ${k + 1} ${cell === '' ? 'is empty' : `holds \`${shorten(cell)}\``} beside numbers, so that the line is neither a header nor a row; write a number there, or give header: true if it is a header.`,
      );
    }
    return true;
  }
  if (Array.isArray(labels) && labels.length > 0 && labels.every((label) => first.includes(label)))
    return true;
  if (!countsUp(first)) return false;
  const asPandas = countsFrom(first, 0);
  const told =
    typeof labels === 'number' &&
    labels >= 2 &&
    second !== undefined &&
    isDistribution(unpadded(second), labels) &&
    !isDistribution(first, labels);
  const aboveFractions = second?.some(
    (cell) => parseNumber(cell) !== undefined && !natural.test(cell.replace(/^-/, '')),
  );
  if (told || (asPandas && aboveFractions)) {
    notes.push(
      `${file}: the first line, ${shorten(first.join(', '))}, was taken for a header; give header: false if it is a row.`,
    );
    return true;
  }
  if (asPandas)
    throw datasetError(
      'ILDL_DATA_FORMAT',
      `${file}: the first line, ${shorten(first.join(', '))}, may be a header or a row; give header: true or header: false.`,
    );
  return false;
}
