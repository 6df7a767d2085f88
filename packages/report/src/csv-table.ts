import { type Cell, summarise } from '@ildl/benchmark';
import { requireResults } from './result-tables.js';

const header = [
  'dataset',
  'protocol',
  'validation',
  'method',
  'labels',
  'metric',
  'mean',
  'std',
  'n',
  'folds',
  'diverged',
  'failed',
] as const;

/**
 * All scores as CSV (RFC 4180), one row for each setting, method, label group and metric, with all digits.
 * `mean` and `std` are empty where no cell is done.
 *
 * @throws RangeError with code `ILDL_NO_RESULTS` where `cells` is empty.
 */
export function csvTable(cells: readonly Cell[]): string {
  requireResults(cells);
  const rows = summarise(cells).map((row) => header.map((name) => field(row[name])));
  return [header, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

function field(value: string | number): string {
  if (typeof value === 'number') return Number.isNaN(value) ? '' : `${value}`;
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
