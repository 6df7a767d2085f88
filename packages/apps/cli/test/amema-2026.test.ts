import { describeGolden } from 'testing/golden.js';
import { expect, it } from 'vitest';
import { amema2026 } from '../src/publications/amema-2026.js';

type Scores = { readonly mean: number; readonly std?: number };
interface Golden {
  readonly metrics: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Scores>>>>>>;
  readonly ablation: Readonly<Record<string, readonly Readonly<Record<string, number>>[]>>;
}

it('names the methods and datasets of its tables', () => {
  const { methods, names, datasets, reference } = amema2026;
  expect(Object.keys(names ?? {})).toEqual(methods);
  expect(methods).toContain(reference);
  expect(Object.keys(datasets)).toHaveLength(6);
});

describeGolden<Golden>('published.json', ({ metrics, ablation }) => {
  it('has every published score, and no other', () => {
    expect(Object.keys(amema2026.scores)).toHaveLength(6);
    for (const [metric, datasets] of Object.entries(metrics))
      for (const [dataset, methods] of Object.entries(datasets))
        for (const [method, { mean, std }] of Object.entries(methods))
          expect(amema2026.scores[metric]?.[dataset]?.[method]).toEqual({ mean, std });
    for (const datasets of Object.values(amema2026.scores)) {
      expect(Object.keys(datasets)).toEqual(Object.keys(amema2026.datasets));
      for (const methods of Object.values(datasets))
        expect(Object.keys(methods).sort()).toEqual([...amema2026.methods].sort());
    }
  });

  it('has every published score of the ablation', () => {
    const nameOf = ({ weig, mome }: Readonly<Record<string, number>>) => {
      const left = [...(weig ? [] : ['WEIG']), ...(mome ? [] : ['MOME'])];
      return left.length === 0 ? 'amema' : `amema without ${left.join(' and ')}`;
    };
    const scores = Object.entries(ablation).map(([dataset, rows]) => {
      const named = rows.map(({ weig = 0, mome = 0, ...means }) => [nameOf({ weig, mome }), means]);
      return [dataset, Object.fromEntries(named)];
    });
    expect(amema2026.ablation?.scores).toEqual(Object.fromEntries(scores));
  });
});
