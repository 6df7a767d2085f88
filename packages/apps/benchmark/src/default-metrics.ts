import type { Metric } from '@ildl/interface';
import { euclidean, metrics } from '@ildl/metrics';

/** What cells are scored by unless other metrics are asked for: the six of Geng 2016 and the Euclidean distance. */
export const defaultMetrics: readonly Metric[] = [...metrics, euclidean];

/** What statistics and tables need to know of a metric. */
export type MetricInfo = Pick<Metric, 'name' | 'title' | 'better'>;
