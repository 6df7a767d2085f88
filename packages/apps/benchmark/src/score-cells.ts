import type { Metric, Numbers } from '@ildl/interface';
import { scoringIdentity } from './identity.js';
import { withTensors } from './predictions.js';
import type { Cell, Scores } from './result.js';
import type { ResultStore } from './result-store.js';
import { scoresOf } from './score.js';

const pick = (scores: Numbers, metrics: readonly Metric[]): Numbers =>
  Object.fromEntries(metrics.map(({ name }) => [name, scores[name] as number]));

/**
 * Cells scored by these metrics and no others. A score that a cell has not, or that other code of metrics computed, is
 * computed of its test predictions, so that a metric can be asked for after training.
 * @throws `ILDL_RESULT` where a cell lacks a score and its predictions
 */
export const scoreCells = async (
  store: Pick<ResultStore, 'readPredictions'>,
  cells: readonly Cell[],
  metrics: readonly Metric[],
): Promise<Cell[]> => {
  const scored: Cell[] = [];
  const now = scoringIdentity();
  for (const cell of cells) {
    const { metrics: known } = cell;
    if (known === undefined) {
      scored.push(cell);
      continue;
    }
    const isCurrent = cell.scoredBy === now;
    const missing = metrics.filter(({ name }) => !isCurrent || !Object.hasOwn(known.all, name));
    const computed: Scores =
      missing.length === 0
        ? { all: {} }
        : await withTensors(await store.readPredictions(cell), (y, p) =>
            scoresOf(y, p, cell.labelMass.after, missing),
          );
    const both = (group: keyof Scores) =>
      known[group] && { [group]: pick({ ...known[group], ...computed[group] }, metrics) };
    scored.push({ ...cell, metrics: { all: {}, ...both('all'), ...both('head'), ...both('tail') } });
  }
  return scored;
};
