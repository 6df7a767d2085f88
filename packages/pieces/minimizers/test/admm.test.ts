import { expectClose } from 'testing/expect-close.js';
import { describe, expect, it } from 'vitest';
import { type AdmmOptions, admm, minimumOf, smallResiduals, soft, stalledObjective } from '../src/index.js';

const b = Float64Array.of(3, -0.2, -1.5, 0.7);
const t = 0.5;

interface State {
  readonly x: Float64Array;
  readonly z: Float64Array;
}

/** ½‖x − b‖² + t‖z‖₁ with z = x, whose minimum is the soft threshold of b. */
const lasso = (changes: Partial<AdmmOptions<State>> = {}): AdmmOptions<State> => ({
  start: { x: new Float64Array(4), z: new Float64Array(4) },
  step: ({ z }, { multipliers: [multipliers = new Float64Array()], penalty }) => {
    const x = b.map(
      (value, i) => (value - (multipliers[i] as number) + penalty * (z[i] as number)) / (1 + penalty),
    );
    return {
      x,
      z: soft(
        x.map((value, i) => value + (multipliers[i] as number) / penalty),
        t / penalty,
      ),
    };
  },
  objective: ({ x, z }) =>
    x.reduce((sum, value, i) => sum + (value - (b[i] as number)) ** 2 / 2, 0) +
    t * z.reduce((sum, value) => sum + Math.abs(value), 0),
  constraints: ({ x, z }) => [{ left: z, right: x }],
  parameters: ({ z }) => z.slice(),
  penalty: 1,
  iterations: 1000,
  stop: smallResiduals({ primal: 1e-10, dual: 1e-10, relative: 1e-10 }),
  ...changes,
});

describe('admm', () => {
  it.each([
    ['a constant penalty', 0.7],
    ['a penalty that grows', { start: 0.1, growth: 1.5, most: 4 }],
  ])('finds a minimum with %s', (_, penalty) => {
    const { w, converged, reason } = minimumOf(admm(lasso({ penalty })));
    expectClose(w, [...soft(b, t)], 1e-8);
    expect({ converged, reason }).toEqual({ converged: true, reason: 'the residuals are small' });
  });

  it('yields every iteration with its value and a copy of the parameters of its own', () => {
    const ws: Float64Array[] = [];
    const values: number[] = [];
    for (const { iteration, value, w } of admm(lasso({ iterations: 4 }))) {
      ws.push(w());
      values.push(value);
      expect(iteration).toBe(ws.length);
    }
    expect(new Set(ws.map((w) => w.join())).size).toBe(4);
    expect(new Set(values).size).toBe(4);
  });

  it('takes the gap that a constraint gives, and the penalty of its schedule', () => {
    const seen: { penalty: number; multipliers: number }[] = [];
    const zero = new Float64Array(1);
    minimumOf(
      admm({
        ...lasso(),
        start: undefined,
        step: (_, { multipliers, penalty }) => {
          seen.push({ penalty, multipliers: multipliers[0]?.[0] as number });
          return undefined;
        },
        objective: () => 0,
        constraints: () => [{ left: zero, right: zero, gap: Float64Array.of(2) }],
        parameters: () => zero,
        penalty: { start: 1, growth: 3, most: 5 },
        iterations: 3,
        stop: () => undefined,
      }),
    );
    expect(seen).toEqual([
      { penalty: 1, multipliers: 0 },
      { penalty: 3, multipliers: 2 },
      { penalty: 5, multipliers: 8 },
    ]);
  });

  it('says where it ends by its objective, or by its iterations', () => {
    const stop = stalledObjective(1e-3);
    const falling = { stop, objective: ({ x }: State) => -(x[0] as number) };
    const rising = { stop, objective: ({ x }: State) => x[0] as number };
    expect(minimumOf(admm(lasso(rising)))).toMatchObject({
      converged: false,
      iterations: 2,
      reason: 'the objective rose',
    });
    expect(minimumOf(admm(lasso({ ...falling, objective: () => 1 })))).toMatchObject({
      converged: true,
      iterations: 2,
      reason: 'the objective stopped falling',
    });
    expect(minimumOf(admm(lasso({ iterations: 3 })))).toMatchObject({
      converged: false,
      iterations: 3,
      reason: '3 iterations were not enough',
    });
  });

  it('refuses options out of range', () => {
    for (const changes of [
      { penalty: 0 },
      { penalty: Number.NaN },
      { penalty: { start: 1, growth: 0, most: 2 } },
      { iterations: 0 },
      { iterations: 1.5 },
    ])
      expect(() => minimumOf(admm(lasso(changes)))).toThrowError(
        expect.objectContaining({ code: 'ILDL_OPTION' }),
      );
  });
});
