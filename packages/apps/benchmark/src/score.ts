import { headAndTail } from '@ildl/datasets';
import type { Metric, Numbers } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { meanScore } from './mean-score.js';
import type { Scores } from './result.js';

const scoresOn = async (y: tf.Tensor2D, p: tf.Tensor2D, metrics: readonly Metric[]): Promise<Numbers> => {
  const scores: Record<string, number> = {};
  for (const metric of metrics) scores[metric.name] = await meanScore(metric, y, p);
  return scores;
};

/** The same on some labels only, whose columns are taken as they are. */
const scoresOnLabels = async (
  y: tf.Tensor2D,
  p: tf.Tensor2D,
  labels: readonly number[],
  metrics: readonly Metric[],
): Promise<Numbers> => {
  const parts = [y, p].map((rows) => tf.gather(rows, [...labels], 1)) as [tf.Tensor2D, tf.Tensor2D];
  try {
    return await scoresOn(...parts, metrics);
  } finally {
    tf.dispose(parts);
  }
};

/**
 * Means of metrics over the test rows, on all, head and tail labels.
 * @param y true label distributions [rows, labels]
 * @param p predicted ones [rows, labels]
 * @param mass label mass of the sampled training rows, which decides what head and tail are
 */
export const scoresOf = async (
  y: tf.Tensor2D,
  p: tf.Tensor2D,
  mass: readonly number[],
  metrics: readonly Metric[],
): Promise<Scores> => {
  const { head, tail } = headAndTail(mass);
  return {
    all: await scoresOn(y, p, metrics),
    ...(head.length > 0 && tail.length > 0
      ? {
          head: await scoresOnLabels(y, p, head, metrics),
          tail: await scoresOnLabels(y, p, tail, metrics),
        }
      : {}),
  };
};
