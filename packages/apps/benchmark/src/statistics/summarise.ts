import { defaultMetrics, type MetricInfo } from '../default-metrics.js';
import type { Cell } from '../result.js';
import { groupCells, type LabelGroup, score } from './group-cells.js';
import { mean } from './mean.js';
import type { Setting } from './name-cells.js';
import { populationDeviation } from './population-deviation.js';

/** One number of a table of results: mean ± std over folds and seeds. */
export interface SummaryRow extends Setting {
  /** As named by {@link nameCells}. */
  readonly method: string;
  readonly metric: string;
  readonly labels: LabelGroup;
  /** NaN where no cell is done. */
  readonly mean: number;
  /** Population standard deviation; NaN where no cell is done. */
  readonly std: number;
  /** Number of cells behind `mean` and `std`. */
  readonly n: number;
  /** Number of cells whose training diverged. They have no score, so they are counted and not averaged. */
  readonly diverged: number;
  /** Number of cells that failed. */
  readonly failed: number;
}

/**
 * Averages results over folds and seeds: one row for each setting, method, label group and metric. Methods
 * whose every cell diverged or failed have rows too. The order of `cells` does not matter.
 */
export function summarise(
  cells: readonly Cell[],
  metrics: readonly MetricInfo[] = defaultMetrics,
): readonly SummaryRow[] {
  return groupCells(cells, metrics).flatMap(({ setting, methods, scores }) =>
    [...methods].flatMap(([method, own]) => {
      const count = (status: Cell['status']) => own.filter((cell) => cell.status === status).length;
      return scores.map(({ labels, metric }) => {
        const values = own.flatMap((cell) => score(cell, labels, metric) ?? []);
        return {
          ...setting,
          method,
          metric,
          labels,
          mean: mean(values),
          std: populationDeviation(values),
          n: values.length,
          diverged: count('diverged'),
          failed: count('failed'),
        };
      });
    }),
  );
}
