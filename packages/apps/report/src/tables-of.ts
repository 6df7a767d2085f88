import type { Cell } from '@ildl/benchmark';
import { byMetric } from './by-metric.js';
import { type PrintedTable, resultTables, type TableOptions } from './result-tables.js';

/** The tables of one label group, in the layout that is asked for. */
export function tablesOf(cells: readonly Cell[], options: TableOptions): readonly PrintedTable[] {
  const labels = options.labels ?? 'all';
  const tables = resultTables(cells, options).filter((table) => table.labels === labels);
  return options.by === 'metric' ? byMetric(tables, options.publication) : tables;
}
