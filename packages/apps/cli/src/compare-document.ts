import {
  averageRanks,
  type Cell,
  compareTo,
  friedmanTest,
  type MetricInfo,
  nemenyiDifference,
  winTieLoss,
} from '@ildl/benchmark';
import { jsonDocument } from './json-document.js';

/**
 * The results of a comparison for programs: those of `jsonDocument`, and what they say together. `null` stands for tests
 * that are not defined, as over one dataset.
 *
 * @param ablated Results with parts left out, as of methods of their own; they are listed, but not ranked
 */
export const compareDocument = (
  cells: readonly Cell[],
  ablated: readonly Cell[],
  reference: string,
  metrics: readonly MetricInfo[],
) => ({
  ...jsonDocument([...cells, ...ablated], metrics),
  ranks: metrics.map(({ name: metric }) => {
    const { methods, settings, leftOut } = averageRanks(cells, metric, 'all', metrics);
    return {
      metric,
      methods: methods.map(({ method, average }) => ({ method, average })),
      leftOut,
      friedman: friedmanTest(methods.map(({ ranks }) => ranks)) ?? null,
      criticalDifference: nemenyiDifference(methods.length, settings.length) ?? null,
    };
  }),
  winTieLoss: cells.some(({ config }) => config.method.id === reference)
    ? winTieLoss(compareTo(reference, cells, metrics))
        .filter(({ labels }) => labels === 'all')
        .map(({ method, metric, paired, corrected }) => ({ method, metric, paired, corrected }))
    : [],
});
