import { describeGolden } from 'testing/golden.js';
import { expect, it } from 'vitest';
import { publishedAblation, publishedScore, publishedShapes } from '../src/published.js';
import { paperOrder } from '../src/table-order.js';

type Scores = { readonly mean: number; readonly std?: number };
interface Golden {
  readonly metrics: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Scores>>>>>>;
  readonly ablation: Readonly<Record<string, readonly Readonly<Record<string, number>>[]>>;
}

describeGolden<Golden>('published.json', ({ metrics, ablation }) => {
  it('has every published score, and no other', () => {
    expect(Object.keys(metrics)).toHaveLength(6);
    for (const [metric, datasets] of Object.entries(metrics)) {
      expect(Object.keys(datasets).sort()).toEqual(Object.keys(publishedShapes).sort());
      for (const [dataset, methods] of Object.entries(datasets)) {
        expect(Object.keys(methods).sort()).toEqual([...paperOrder].sort());
        for (const [method, { mean, std }] of Object.entries(methods))
          expect(publishedScore(metric, dataset, method)).toEqual({ mean, std });
      }
    }
    expect(publishedScore('kl', 'movie', 'uniform')).toBeUndefined();
    expect(publishedScore('kl', 'sjaffe', 'amema')).toBeUndefined();
    expect(publishedScore('constructor', 'movie', 'amema')).toBeUndefined();
  });

  it('has every published score of the ablation', () => {
    const nameOf = ({ weig, mome }: Readonly<Record<string, number>>) => {
      const left = [...(weig ? [] : ['WEIG']), ...(mome ? [] : ['MOME'])];
      return left.length === 0 ? 'amema' : `amema without ${left.join(' and ')}`;
    };
    expect(Object.keys(ablation).sort()).toEqual(Object.keys(publishedShapes).sort());
    for (const [dataset, rows] of Object.entries(ablation)) {
      expect(rows).toHaveLength(4);
      for (const row of rows)
        for (const [metric, mean] of Object.entries(row).filter(([key]) => !/^(weig|mome)$/.test(key)))
          expect(publishedAblation(dataset, nameOf(row), metric)).toEqual({ mean });
    }
  });
});
