import { type Cell, summarise } from '@ildl/benchmark';
import { type CellOptions, requireResults } from './scores.js';
import type { Table } from './table.js';

const columns = [
  ...['protocol', 'validation', 'method', 'labels', 'metric', 'mean', 'std', 'n', 'folds'],
  ...['diverged', 'failed', 'tune'],
] as const;

/**
 * All scores with all digits, one row for each setting, method, label group and metric; for `toCsv`. `mean` and `std` are
 * empty where no cell is done. Where options were tuned, the last column is the budget.
 *
 * @throws `ILDL_NO_RESULTS` where `cells` is empty.
 */
export function summaryTable(cells: readonly Cell[], { metrics }: Pick<CellOptions, 'metrics'> = {}): Table {
  requireResults(cells);
  const summary = summarise(cells, metrics);
  const shown = columns.filter((name) => name !== 'tune' || summary.some(({ tune }) => tune !== undefined));
  return {
    title: 'All scores',
    about: '',
    head: 'dataset',
    columns: shown.map((title) => ({ title })),
    rows: summary.map((row) => {
      const values = row as unknown as Readonly<Record<string, string | number | undefined>>;
      return {
        name: row.dataset,
        entries: shown.map((name) => ({ text: Number.isNaN(values[name]) ? '' : `${values[name] ?? ''}` })),
      };
    }),
    notes: [],
  };
}
