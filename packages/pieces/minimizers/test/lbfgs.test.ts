import fc from 'fast-check';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import type { Objective } from '../src/index.js';
import { dot, lbfgs, matmul, minimumOf, transposedMatmul } from '../src/index.js';

const rosenbrock: Objective = (w) => {
  const [a, b] = [w[0] as number, w[1] as number];
  return {
    value: 100 * (b - a * a) ** 2 + (1 - a) ** 2,
    gradient: Float64Array.of(-400 * a * (b - a * a) - 2 * (1 - a), 200 * (b - a * a)),
  };
};

/** Σ scale_i (w_i − centre_i)² / 2. */
const bowl =
  (scales: readonly number[], centre: readonly number[]): Objective =>
  (w) => {
    const gradient = w.map((value, i) => (scales[i] as number) * (value - (centre[i] as number)));
    return {
      value: w.reduce((sum, v, i) => sum + ((gradient[i] as number) * (v - (centre[i] as number))) / 2, 0),
      gradient,
    };
  };

const minimum = (objective: Objective, start: readonly number[], options = {}) =>
  minimumOf(lbfgs({ functionTolerance: 0, ...options }).minimize(objective, Float64Array.from(start)));

describe('lbfgs', () => {
  it('finds the minimum of the Rosenbrock function in about as many iterations as others need', () => {
    const { w, value, iterations, converged, reason } = minimum(rosenbrock, [-1.2, 1]);
    expectClose(0, value, 1e-12);
    expectClose(w[0] as number, 1, 1e-6);
    expectClose(w[1] as number, 1, 1e-6);
    expect(iterations).toBeLessThan(45);
    expect({ converged, reason }).toEqual({ converged: true, reason: 'the gradient vanished' });
  });

  it('finds the minimum of every bowl, however long, and never rises', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true })),
          {
            minLength: 1,
            maxLength: 12,
          },
        ),
        fc.integer({ min: 1, max: 12 }),
        (axes, memory) => {
          const centre = axes.map(([, at]) => at);
          const objective = bowl(
            axes.map(([power]) => 10 ** power),
            centre,
          );
          const values: number[] = [];
          const start = new Float64Array(axes.length);
          const run = lbfgs({
            memory,
            functionTolerance: 0,
            gradientTolerance: 1e-9,
            maximumIterations: 5000,
          });
          const iterations = run.minimize(objective, start);
          let next = iterations.next();
          for (; !next.done; next = iterations.next()) values.push(next.value.value);
          for (const [i, value] of values.slice(1).entries()) expect(value).toBeLessThan(values[i] as number);
          expect(next.value.value).toBeLessThan(1e-12);
          expect([...start]).toEqual(axes.map(() => 0));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('lets an objective use its gradient again, and takes no harm from one that changes w', () => {
    const gradient = new Float64Array(2);
    const reusing: Objective = (w) => {
      const at = rosenbrock(w);
      gradient.set(at.gradient);
      w.fill(Number.NaN);
      return { value: at.value, gradient };
    };
    const start = Float64Array.of(-1.2, 1);
    const [fresh, reused] = [rosenbrock, reusing].map((objective) => {
      const iterates: { value: number; w: Float64Array }[] = [];
      for (const { value, w } of lbfgs().minimize(objective, start)) iterates.push({ value, w: w() });
      return iterates;
    });
    expect(reused).toEqual(fresh);
    const kept = [...(fresh as { w: Float64Array }[])].map(({ w }) => w.join());
    expect(new Set(kept).size).toBe(kept.length);
    expect([...start]).toEqual([-1.2, 1]);
  });

  it('gets back from steps where the function is not finite', () => {
    const barrier: Objective = (w) => ({
      value: (w[0] as number) - Math.log(w[0] as number),
      gradient: Float64Array.of(1 - 1 / (w[0] as number)),
    });
    expectClose(minimum(barrier, [1e-3]).w[0] as number, 1, 1e-6);
    const wall: Objective = (w) =>
      (w[0] as number) > 1
        ? { value: Number.NaN, gradient: Float64Array.of(Number.NaN) }
        : { value: -(w[0] as number), gradient: Float64Array.of(-1) };
    expect(minimum(wall, [0]).w[0]).toBeLessThanOrEqual(1);
  });

  it('says where it stalls, runs out of iterations, or has nothing to do', () => {
    /** |a| + 2|b|, whose gradient at the kink is of one side: no direction falls. */
    const kink: Objective = (w) => ({
      value: Math.abs(w[0] as number) + 2 * Math.abs(w[1] as number),
      gradient: Float64Array.of((w[0] as number) >= 0 ? 1 : -1, (w[1] as number) >= 0 ? 2 : -2),
    });
    expect(minimum(kink, [0, 0])).toMatchObject({
      converged: false,
      iterations: 0,
      reason: expect.stringContaining('line search'),
    });
    expect(minimum(kink, [1, 0]).converged).toBe(false);
    expect(minimum(rosenbrock, [-1.2, 1], { maximumIterations: 3 })).toMatchObject({
      converged: false,
      iterations: 3,
      reason: '3 iterations were not enough',
    });
    expect(minimum(rosenbrock, [1, 1])).toMatchObject({ converged: true, iterations: 0 });
  });

  it('stops where the objective falls by too little, relatively or absolutely', () => {
    const relative = minimum(rosenbrock, [-1.2, 1], { functionTolerance: 1e-2 });
    const absolute = minimum(rosenbrock, [-1.2, 1], { absoluteTolerance: 1e-2 });
    for (const end of [relative, absolute])
      expect(end).toMatchObject({ converged: true, reason: 'the objective stopped falling' });
    expect(relative).toEqual(absolute);
  });

  it('refuses options out of range', () => {
    for (const options of [
      { memory: 0 },
      { maximumIterations: 1.5 },
      { functionTolerance: -1 },
      { gradientTolerance: Number.NaN },
    ])
      expect(() => lbfgs(options)).toThrow(expect.objectContaining({ code: 'ILDL_OPTION' }));
  });
});

interface Tiny {
  X: number[][];
  Y: number[][];
}
interface SaBfgs {
  fit: Record<string, { cross_entropy_sum_plus_reg: number; scipy_lbfgsb_iterations: number }>;
}

describeGolden<Tiny>('baselines/tiny_problem.json', ({ X, Y }) => {
  describeGolden<SaBfgs>('baselines/sa_bfgs_tiny.json', ({ fit }) => {
    const [x, y] = [X, Y].map((rows) => Float64Array.from(rows.flat())) as [Float64Array, Float64Array];
    const [rows, features, labels] = [8, 5, 4];
    it.each([0, 0.1])('minimizes the cross-entropy with λ = %f as SciPy does', (lambda) => {
      const objective: Objective = (w) => {
        const p = matmul(x, w, rows, features, labels);
        let value = (lambda / 2) * dot(w, w) - dot(y, p);
        for (let row = 0; row < rows; row++) {
          const exps = p.slice(row * labels, (row + 1) * labels).map(Math.exp);
          const sum = exps.reduce((a, b) => a + b, 0);
          value += Math.log(sum);
          p.set(
            exps.map((e) => e / sum),
            row * labels,
          );
        }
        const gradient = transposedMatmul(
          x,
          p.map((pi, i) => pi - (y[i] as number)),
          rows,
          features,
          labels,
        );
        return { value, gradient: gradient.map((g, i) => g + lambda * (w[i] as number)) };
      };
      const end = minimum(objective, Array(20).fill(0), { gradientTolerance: 1e-9 });
      const golden = fit[`lambda_${lambda}`] as SaBfgs['fit'][string];
      expectClose(end.value, golden.cross_entropy_sum_plus_reg, 1e-8);
      expect(end.iterations).toBeLessThanOrEqual(1.3 * golden.scipy_lbfgsb_iterations);
    });
  });
});
