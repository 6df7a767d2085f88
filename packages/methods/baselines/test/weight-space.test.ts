import type { Iterate, Objective } from '@ildl/minimizers';
import { dot, lbfgs, matmul, transpose, transposedMatmul } from '@ildl/minimizers';
import fc from 'fast-check';
import { expectClose } from 'testing/expect-close.js';
import { describe, expect, it } from 'vitest';
import { crossEntropy } from '../src/linear/cross-entropy.js';
import { design } from '../src/linear/design.js';
import { rowSpace } from '../src/linear/row-space.js';
import { weightSpace } from '../src/linear/weight-space.js';

const matrix = (rows: number, columns: number) =>
  fc
    .array(fc.integer({ min: -30, max: 30 }), { minLength: rows * columns, maxLength: rows * columns })
    .map((values) => Float64Array.from(values, (value) => value / 10));

const identity = (n: number) => Float64Array.from({ length: n * n }, (_, i) => Number(i % (n + 1) === 0));

describe('rowSpace', () => {
  /** The basis of the space, and how far it is from orthonormal, and X from its coordinates. */
  const check = (x: Float64Array, rows: number, columns: number, tolerance: number) => {
    const space = rowSpace(x, rows, columns);
    const { rank, lift } = space;
    const basis = lift(identity(rank), rank);
    expectClose(transposedMatmul(basis, basis, columns, rank, rank), [...identity(rank)], tolerance);
    const { logits } = design(space, rows, columns);
    expectClose(logits(transpose(basis, columns, rank)), [...x], tolerance);
    return rank;
  };

  it.each([
    [5, 6],
    [6, 5],
  ])(
    'gives coordinates of the rows of X in an orthonormal basis, whatever its rank: %i × %i',
    (rows, columns) => {
      fc.assert(
        fc.property(matrix(rows, 3), matrix(3, columns), (a, b) => {
          expect(check(matmul(a, b, rows, 3, columns), rows, columns, 1e-6)).toBeLessThanOrEqual(3);
        }),
      );
    },
  );

  it('takes rows that agree to more digits than float32 has for dependent', () => {
    const nearly = (difference: number) =>
      Float64Array.from({ length: 5 * 8 }, (_, i) => Math.sin(i % 8) + difference * Math.cos(3 * i));
    expect(check(nearly(1e-9), 5, 8, 1e-8)).toBe(1);
    expect(check(nearly(1e-4), 5, 8, 1e-6)).toBe(3);
  });
});

describe('weightSpace', () => {
  const [rows, features, labels] = [6, 20, 3];
  const x = Float64Array.from({ length: rows * features }, (_, i) => Math.sin(1 + i * i));
  const y = Float64Array.from(
    { length: rows * labels },
    (_, i) => [0.5 + i / 100, 0.3, 0.2 - i / 100][i % 3] as number,
  );
  const starts = {
    zero: new Float64Array(features * labels),
    anywhere: Float64Array.from({ length: features * labels }, (_, i) => Math.cos(i)),
  };
  const loss = crossEntropy(y, labels);
  const take = (iterations: Generator<Iterate>, n: number) =>
    Array.from({ length: n }, () => {
      const { value, w } = iterations.next().value as Iterate;
      return { value, w: w() };
    });

  it.each([
    ['zero', 0],
    ['zero', 0.1],
    ['anywhere', 0],
    ['anywhere', 0.1],
  ] as const)(
    'makes the same iterations as the space of all features from %s with penalty %f',
    (from, penalty) => {
      const whole: Objective = (w) => {
        const { value, gradient } = loss(matmul(x, w, rows, features, labels));
        return {
          value: value + (penalty / 2) * dot(w, w),
          gradient: transposedMatmul(x, gradient, rows, features, labels).map(
            (g, i) => g + penalty * (w[i] as number),
          ),
        };
      };
      const start = starts[from];
      const space = weightSpace(x, rows, features, start);
      expect(space.start.length).toBe(rows * labels + (from === 'anywhere' ? 1 : 0));
      expectClose(space.weights(space.start), [...start], 1e-12);
      const minimizer = lbfgs({ gradientTolerance: 0, functionTolerance: 0 });
      const reduced = take(space.lifted(minimizer.minimize(space.objective(loss, penalty), space.start)), 12);
      for (const [i, { value, w }] of take(minimizer.minimize(whole, start), 12).entries()) {
        expectClose(reduced[i]?.value as number, value, 1e-8);
        expectClose(reduced[i]?.w as Float64Array, [...w], 1e-6);
      }
    },
  );

  it('leaves the features as they are where there are more rows', () => {
    const start = Float64Array.of(1, 2, 3, 4);
    const space = weightSpace(Float64Array.of(1, 0, 0, 1, 1, 1), 3, 2, start);
    expect(space.weights(start)).toEqual(start);
    expect(space.weights(start)).not.toBe(start);
    expect([...space.logits(start)]).toEqual([1, 2, 3, 4, 4, 6]);
  });
});
