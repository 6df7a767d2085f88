import type { Metric } from '@ildl/trainer';

/** A metric that refuses shapes which would broadcast into wrong numbers without a word. */
export const metricOf = ({ name, better, rows }: Metric): Metric => ({
  name,
  better,
  rows: (y, p) => {
    if (`${y.shape}` !== `${p.shape}`)
      throw Object.assign(
        new RangeError(
          `${name} got true label distributions of shape [${y.shape}] and predicted ones of shape [${p.shape}]; give both as [rows, labels].`,
        ),
        { code: 'ILDL_INPUT' as const },
      );
    return rows(y, p);
  },
});
