import type { Metric } from '@ildl/interface';
import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { assert } from './assert.js';
import { allFinite, assertClose, rowTolerance, valuesOf } from './compare.js';
import { type PieceSubject, pieceChecks } from './piece/piece-checks.js';
import { oneHotRows, regressionRows, rowSelections, rowsOf } from './problem.js';
import type { CheckOptions, Report } from './report.js';
import { type Checks, runChecks } from './run-checks.js';

interface MetricSubject extends PieceSubject {
  readonly metric: Metric;
  /** True label distributions [7, 4]. */
  readonly y: tf.Tensor2D;
  /** Predictions, from close to `y` to far from it. */
  readonly predictions: readonly tf.Tensor2D[];
}

const metricSubject = (metric: Metric): MetricSubject => {
  const [{ y }, { y: other }] = [regressionRows(rngFrom(8), 7), regressionRows(rngFrom(9), 7)];
  const between = (fraction: number) => tf.add<tf.Tensor2D>(tf.mul(y, 1 - fraction), tf.mul(other, fraction));
  const predictions = [0.1, 0.5, 1].map(between);
  const p = predictions[1] as tf.Tensor2D;
  return { metric, y, predictions, given: { y, predictions }, compute: () => metric.rows(y, p) };
};

const assertMeasures = (of: string, metric: Metric, y: tf.Tensor2D, p: tf.Tensor2D): void => {
  const measured = metric.rows(y, p);
  assert(
    `${measured.shape}` === `${y.shape[0]}`,
    `It gives the shape [${measured.shape}]${of} for ${y.shape[0]} rows; give one number per row.`,
  );
  assert(
    allFinite(measured),
    `It gives ${valuesOf(measured).find((value) => !Number.isFinite(value))}${of}.`,
  );
};

/** There is one finite number per row. */
const measuresEveryRow = ({ metric, y, predictions }: MetricSubject) => {
  for (const p of [...predictions, y]) assertMeasures('', metric, y, p);
};

/** The measure of a row depends on no other row. */
const measuresRowsAlone = ({ metric, y, predictions }: MetricSubject) => {
  const p = predictions[1] as tf.Tensor2D;
  const all = metric.rows(y, p);
  for (const rows of rowSelections(y.shape[0]))
    assertClose(
      `The rows ${rows} measured with and without the others`,
      valuesOf(metric.rows(rowsOf(y, rows), rowsOf(p, rows))),
      valuesOf(tf.gather(all, [...rows])),
    );
};

/** Degrees of exactly 0 and 1, true or predicted or both, at the same label or another, give finite numbers. */
const staysFiniteOnZerosAndOnes = ({ metric, y }: MetricSubject) => {
  const ones = oneHotRows({ x: y, y }).y;
  const elsewhere = tf.reverse<tf.Tensor2D>(ones, 1);
  for (const [of, truth, p] of [
    [' for a true degree of 1', ones, y],
    [' for a predicted degree of 1', y, ones],
    [' for the same degrees of 1', ones, ones],
    [' for degrees of 1 at different labels', ones, elsewhere],
  ] as const)
    assertMeasures(of, metric, truth, p);
};

/** Values at equality, and at each of the other predictions. */
const compared = ({ metric, y, predictions }: MetricSubject) => ({
  equal: valuesOf(metric.rows(y, y)),
  others: predictions.map((p) => valuesOf(metric.rows(y, p))),
});

/** Row by row, no other prediction lies beyond the one that equals the truth; which side is worse is another check. */
const isBestAtEquality = (subject: MetricSubject) => {
  const { equal, others } = compared(subject);
  const differences = others.flatMap((other) =>
    [...other].map((value, row) => value - (equal[row] as number)),
  );
  const [least, most] = [Math.min(...differences), Math.max(...differences)];
  assert(
    least >= -rowTolerance || most <= rowTolerance,
    `For predictions other than the truth it measures some rows ${-least} lower and some ${most} higher than at equality.`,
  );
};

/** Over all rows, predictions further from the truth are worse in the declared direction. */
const declaresItsDirection = (subject: MetricSubject) => {
  const sign = subject.metric.better === 'lower' ? 1 : -1;
  const { equal, others } = compared(subject);
  const sum = (values: Float32Array) => values.reduce((a, b) => a + b, 0);
  const far = sum(others.at(-1) as Float32Array);
  assert(
    sign * (far - sum(equal)) > rowTolerance,
    `It calls ${subject.metric.better} values better, but gives ${sum(equal)} over all rows at equality and ${far} far from it.`,
  );
};

const checks: Checks<MetricSubject> = {
  measuresEveryRow,
  measuresRowsAlone,
  staysFiniteOnZerosAndOnes,
  isBestAtEquality,
  declaresItsDirection,
  ...pieceChecks,
};

/**
 * Checks that a metric keeps the contract of `Metric`, on 7 rows of 4 labels.
 * @returns a report; a metric that fails, or throws, does not make this throw
 * @throws `ILDL_OPTION` where a failure is declared for a check that does not exist
 */
export const checkMetric = (metric: Metric, options: CheckOptions = {}): Promise<Report> =>
  runChecks(options.name ?? metric.name, checks, () => metricSubject(metric), options);
