import { cholesky } from '@ildl/minimizers';
import { rngFrom } from '@ildl/trainer';
import { expectClose } from 'testing/expect-close.js';
import { describe, expect, it } from 'vitest';
import { adam } from '../src/adam.js';
import { solveCholesky } from '../src/linear/cholesky.js';
import { leastSquares } from '../src/linear/least-squares.js';

const numbers = (name: string, count: number) =>
  Float64Array.from(rngFrom(5).fork(name).normal([count]).dataSync());

describe('cholesky', () => {
  it('solves what is positive definite, and refuses what is not', () => {
    const a = Float64Array.of(4, 2, 2, 3);
    const triangle = cholesky(a, 2) as Float64Array;
    expectClose(solveCholesky(triangle, 2, Float64Array.of(8, 8, 4, 2)), [1, 2, 1, 0], 1e-12);
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
  });
});

describe('leastSquares', () => {
  it('finds a map with many rows, also with a feature that is constant and one that is there twice', () => {
    const x = numbers('x', 20 * 4);
    for (let row = 0; row < 20; row++) {
      x[row * 4 + 2] = 7;
      x[row * 4 + 3] = x[row * 4] as number;
    }
    const c = Float64Array.from(
      { length: 20 },
      (_, row) => 3 + 2 * (x[row * 4] as number) - (x[row * 4 + 1] as number),
    );
    const { weights, intercept } = leastSquares(x, c, 20, 4);
    expectClose(weights, [1, -1, 0, 1], 1e-8);
    expectClose(intercept, [3], 1e-8);
  });

  it('goes through all of a few rows, by the shortest weights', () => {
    const x = Float64Array.of(1, 0, 0, 0, 1, 0);
    const { weights, intercept } = leastSquares(x, Float64Array.of(1, 3), 2, 3);
    expectClose(weights, [-1, 1, 0], 1e-8);
    expectClose(intercept, [2], 1e-8);
  });

  it('predicts the mean of rows without features that differ', () => {
    const { weights, intercept } = leastSquares(new Float64Array(6).fill(2), Float64Array.of(1, 3), 2, 3);
    expectClose(weights, [0, 0, 0], 1e-12);
    expectClose(intercept, [2], 1e-12);
  });
});

describe('adam', () => {
  it('moves by the learning rate at first, whatever the size of the gradient', () => {
    const w = Float64Array.of(1, 1);
    const move = adam(2, 0.1);
    move(w, Float64Array.of(1e-3, -1e6));
    expectClose(w, [0.9, 1.1], 1e-5);
    move(w, Float64Array.of(-1e-3, -1e6));
    // m = 0.9 · 1e-4 − 1e-4 over its bias, v unchanged over its own.
    expectClose(w, [0.9 + 0.1 * (0.1 / 1.9), 1.2], 1e-5);
  });
});
