import { euclidean, metrics } from '@ildl/metrics';

/** What results are scored by, in the order of tables: the six metrics of the paper and the Euclidean distance. */
export const measures = [...metrics, euclidean];
