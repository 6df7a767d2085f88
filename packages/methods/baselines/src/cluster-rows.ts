import type { Rng } from '@ildl/interface';
import { ildlError } from '@ildl/trainer';
import { kmeans } from 'ml-kmeans';

/** Rows that agree to nine digits of the largest number are one point: k-means cannot tell them apart. */
const digits = 1e9;

/**
 * Clusters of rows by k-means (k-means++ start, seeded).
 * @param rows row-major, [n, columns], finite
 * @param k the most clusters to make, from 1; there are fewer where there are fewer different rows
 * @returns the cluster of every row, numbered from 0 without a gap in the order of their first rows, [n]
 * @throws `ILDL_OPTION` where `k` is not a whole number from 1
 * @throws `ILDL_INPUT` for numbers that are not finite
 */
export const clusterRows = (rows: Float64Array, columns: number, k: number, rng: Rng): Int32Array => {
  if (!Number.isSafeInteger(k) || k < 1)
    throw ildlError('ILDL_OPTION', `${k} clusters cannot be made; give a whole number from 1.`);
  const largest = rows.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!Number.isFinite(largest))
    throw ildlError('ILDL_INPUT', 'Rows with numbers that are not finite cannot be clustered; mend them.');
  const points = Array.from({ length: rows.length / columns }, (_, row) =>
    Array.from(rows.subarray(row * columns, (row + 1) * columns), (value) =>
      largest === 0 ? 0 : Math.round((value / largest) * digits) / digits,
    ),
  );
  const keys = points.map((point) => point.join());
  const clusters: readonly (number | string)[] =
    new Set(keys).size <= k
      ? keys
      : k === 1
        ? keys.map(() => 0)
        : kmeans(points, k, { seed: rng.integer(2 ** 31) }).clusters;
  const numbers = new Map<number | string, number>();
  return Int32Array.from(clusters, (cluster) => {
    const number = numbers.get(cluster) ?? numbers.size;
    numbers.set(cluster, number);
    return number;
  });
};

/** The rows of every cluster, ascending. */
export const rowsByCluster = (clusters: Int32Array): number[][] => {
  const members: number[][] = [];
  for (const [row, cluster] of clusters.entries()) {
    const of = members[cluster] ?? [];
    of.push(row);
    members[cluster] = of;
  }
  return members;
};
