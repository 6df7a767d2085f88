import { type Cell, groupCells, mean } from '@ildl/benchmark';
import { nameOf, type Publication } from './publication.js';
import type { Table } from './table.js';
import { inDatasetOrder } from './table-order.js';

/** Seconds that training and scoring one fold took: methods × settings. */
export function timeTable(
  cells: readonly Cell[],
  order: readonly string[],
  publication?: Publication,
): Table {
  const groups = inDatasetOrder(groupCells(cells), publication);
  const secondsOf = (own: readonly Cell[] = []) =>
    own.map(({ timing }) => timing.seconds).filter((seconds) => Number.isFinite(seconds));
  return {
    title: 'Seconds a fold',
    about:
      'Seconds that training and scoring one fold took, mean over folds and seeds; other work on the machine counts in',
    head: 'Method',
    columns: groups.map(({ setting }) => ({ title: setting.dataset })),
    rows: order.map((method) => ({
      name: nameOf(publication, method),
      entries: groups.map(({ methods }) => ({ text: format(mean(secondsOf(methods.get(method)))) })),
    })),
    notes: [],
  };
}

function format(seconds: number): string {
  if (Number.isNaN(seconds)) return '—';
  return seconds.toFixed(seconds < 1 ? 3 : seconds < 100 ? 1 : 0);
}
