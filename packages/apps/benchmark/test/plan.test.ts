import { describe, expect, it } from 'vitest';
import { cellsOf, cellsOfAll, joinPlans, type Plan, regimeOf } from '../src/index.js';

const method = (id: string, identity = '1') => ({ id, module: `data:,${id}`, identity, options: {} });
const plan = (change: Partial<Plan> = {}): Plan => ({
  methods: [method('a'), method('b')],
  datasets: ['x', 'y'].map((name) => ({
    source: { name, from: { path: `${name}.mat` } },
    content: { sha256: name, rows: 20, features: 2, labels: 3 },
  })),
  regime: regimeOf({ protocol: 'full', validation: 'sampled' }),
  folds: 3,
  seeds: [0],
  engine: { backend: 'cpu', version: '1', threads: 1 },
  ...change,
});
const names = (cells: ReturnType<typeof cellsOf>) =>
  cells.map(
    ({ config }) => `${config.method.id}${config.method.identity} ${config.dataset.name}${config.fold}`,
  );

describe('cellsOf', () => {
  it('begins with fold 0 of everything', () => {
    expect(names(cellsOf(plan()))).toEqual([
      ...['a1 x0', 'b1 x0', 'a1 y0', 'b1 y0'],
      ...['a1 x1', 'a1 x2', 'b1 x1', 'b1 x2', 'a1 y1', 'a1 y2', 'b1 y1', 'b1 y2'],
    ]);
  });
});

describe('joinPlans', () => {
  it('does not change for a smaller plan, nor for the same', () => {
    const plans = [plan()];
    expect(joinPlans(plans, plan())).toBe(plans);
    expect(joinPlans(plans, plan({ methods: [method('b')] }))).toBe(plans);
  });

  it('asks for both of plans that differ, and for no cell twice', () => {
    const joined = joinPlans(
      [plan({ methods: [method('a')] })],
      plan({ methods: [method('a'), method('c')] }),
    );
    expect(new Set(names(cellsOfAll(joined)).map((name) => name.slice(0, 2)))).toEqual(new Set(['a1', 'c1']));
    expect(cellsOfAll(joined)).toHaveLength(12);
    expect(cellsOfAll(joinPlans([plan()], plan({ folds: 2 })))).toHaveLength(12 + 8);
  });

  it('takes other code of a method in the place of that before, and keeps the rest', () => {
    const joined = joinPlans([plan()], plan({ methods: [method('b', '2')] }));
    expect(new Set(names(cellsOfAll(joined)).map((name) => name.slice(0, 2)))).toEqual(new Set(['a1', 'b2']));
    expect(joinPlans(joined, plan({ methods: [method('a', '2'), method('b', '3')] }))).toHaveLength(1);
  });
});
