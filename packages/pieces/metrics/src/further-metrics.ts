import type { Metric } from '@ildl/interface';
import { chiSquared } from './chi-squared.js';
import { errorProbability } from './error-probability.js';
import { euclidean } from './euclidean.js';
import { expectedLabelError } from './expected-label-error.js';
import { fidelity } from './fidelity.js';
import { jensenShannon } from './jensen-shannon.js';
import { kendall } from './kendall.js';
import { sorensen } from './sorensen.js';
import { spearman } from './spearman.js';
import { zeroOneLoss } from './zero-one-loss.js';

/** Every measure of this package beyond the six of `metrics`: of distance, of the order of labels, of the label chosen. */
export const furtherMetrics: readonly Metric[] = [
  euclidean,
  sorensen,
  chiSquared,
  jensenShannon,
  fidelity,
  spearman,
  kendall,
  expectedLabelError,
  zeroOneLoss,
  errorProbability,
];
