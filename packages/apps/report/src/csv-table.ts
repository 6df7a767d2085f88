import { type Cell, summarise } from '@ildl/benchmark';
import { requireResults, type TableOptions } from './result-tables.js';

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
 * All scores as CSV (RFC 4180), one row for each setting, method, label group and metric, with all digits. Where some
 * options were tuned there is a last column `tune`, the budget.
 * `mean` and `std` are empty where no cell is done.
 *
 * @throws `ILDL_NO_RESULTS` where `cells` is empty.
 */
export function csvTable(cells: readonly Cell[], { metrics }: Pick<TableOptions, 'metrics'> = {}): string {
  requireResults(cells);
  const summary = summarise(cells, metrics);
  const columns = summary.some(({ tune }) => tune !== undefined) ? ([...header, 'tune'] as const) : header;
  const rows = summary.map((row) => columns.map((name) => field(row[name] ?? '')));
  return [columns, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

function field(value: string | number): string {
  if (typeof value === 'number') return Number.isNaN(value) ? '' : `${value}`;
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
