import { rngFrom } from '@ildl/trainer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterRows, rowsByCluster } from '../src/cluster-rows.js';

describe('clusterRows', () => {
  it('finds clusters that are plain to see', () => {
    const rows = Float64Array.of(0, 0, 9, 9, 0.1, 0, 9, 9.1, -9, 9, 0, 0.1);
    expect([...clusterRows(rows, 2, 3, rngFrom(1))]).toEqual([0, 1, 0, 1, 2, 0]);
    expect(rowsByCluster(clusterRows(rows, 2, 3, rngFrom(1)))).toEqual([[0, 2, 5], [1, 3], [4]]);
  });

  it('gives every row a cluster, no more than asked for, none empty, the same for the same seed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 0.5, 1, 1e-30, 1e300), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 5 }),
        (values, k, seed) => {
          const rows = Float64Array.from([...values, ...values]);
          const clusters = clusterRows(rows, 2, k, rngFrom(seed));
          expect(clusters.length).toBe(values.length);
          const found = new Set(clusters);
          expect(found.size).toBeLessThanOrEqual(k);
          expect([...found]).toEqual(Array.from(found, (_, i) => i));
          expect(clusterRows(rows, 2, k, rngFrom(seed))).toEqual(clusters);
        },
      ),
    );
  });

  it('makes fewer clusters of fewer different rows', () => {
    expect([...clusterRows(new Float64Array(6), 2, 3, rngFrom(0))]).toEqual([0, 0, 0]);
    expect([...clusterRows(Float64Array.of(1, 2, 1), 1, 3, rngFrom(0))]).toEqual([0, 1, 0]);
  });

  it('refuses what cannot be clustered', () => {
    for (const k of [0, 1.5, Number.NaN])
      expect(() => clusterRows(new Float64Array(4), 2, k, rngFrom(0))).toThrow(
        expect.objectContaining({ code: 'ILDL_OPTION' }),
      );
    expect(() => clusterRows(Float64Array.of(1, Number.NaN), 1, 1, rngFrom(0))).toThrow(
      expect.objectContaining({ code: 'ILDL_INPUT' }),
    );
  });
});
