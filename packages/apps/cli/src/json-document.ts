import { type Cell, type MetricInfo, summarise } from '@ildl/benchmark';

/** The results for programs. `metrics` is `null` where there are none. */
export const jsonDocument = (cells: readonly Cell[], metrics: readonly MetricInfo[]) => ({
  cells: cells.map(({ config, status, reason, metrics, tuning, timing }) => ({
    method: config.method.id,
    dataset: config.dataset.name,
    fold: config.fold,
    seed: config.seed,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(tuning?.chosen === undefined ? {} : { tuned: tuning.chosen }),
    metrics: metrics?.all ?? null,
    seconds: timing.seconds,
  })),
  summary: summarise(cells, metrics)
    .filter(({ labels }) => labels === 'all')
    .map(({ method, dataset, metric, mean, std, n }) => ({ method, dataset, metric, mean, std, n })),
});
