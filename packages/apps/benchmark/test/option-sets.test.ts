import type { Options } from '@ildl/interface';
import { rngFrom } from '@ildl/trainer';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { optionSets } from '../src/option-sets.js';

const searches = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  fc.uniqueArray(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(null), fc.constant('x')), {
    minLength: 1,
    maxLength: 6,
  }),
);
const options: Options = { a: 0, b: 1, c: null, d: 'x', e: 5, kept: 7 };
const budgets = fc.integer({ min: 1, max: 40 });
const seeds = fc.nat();
const draw = (search: Parameters<typeof optionSets>[0], budget: number, seed: number) =>
  optionSets(search, { options, budget, rng: rngFrom(seed).fork('tune') });

it('draws distinct option sets of the grid, the given ones first, and no more than the budget', () => {
  fc.assert(
    fc.property(searches, budgets, seeds, (search, budget, seed) => {
      const sets = draw(search, budget, seed);
      const names = Object.keys(search).sort();
      expect(sets[0]).toEqual(Object.fromEntries(names.map((name) => [name, options[name]])));
      expect(new Set(sets.map((set) => JSON.stringify(set))).size).toBe(sets.length);
      for (const set of sets.slice(1)) {
        expect(Object.keys(set)).toEqual(names);
        for (const name of names) expect(search[name]).toContain(set[name]);
      }
      const size = names.reduce((product, name) => product * (search[name]?.length ?? 1), 1);
      const ofGrid = names.every((name) => search[name]?.includes(options[name] as number));
      expect(sets.length).toBe(Math.min(budget, size + (ofGrid ? 0 : 1)));
    }),
  );
});

it('depends on the seed and the values alone, not on the order of the options', () => {
  fc.assert(
    fc.property(searches, budgets, seeds, (search, budget, seed) => {
      const turned = Object.fromEntries(Object.entries(search).reverse());
      expect(draw(turned, budget, seed)).toEqual(draw(search, budget, seed));
    }),
  );
  const search = { a: [0, 1, 2, 3, 4, 5], b: [0, 1, 2, 3, 4, 5] };
  expect(draw(search, 8, 0)).not.toEqual(draw(search, 8, 1));
});

it('draws a smaller budget from the beginning of a larger one, and every place of the grid as often', () => {
  const search = { a: [0, 1, 2], b: [0, 1, 2] };
  expect(draw(search, 9, 4).slice(0, 3)).toEqual(draw(search, 3, 4));
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 1600; seed++) {
    const second = JSON.stringify(draw(search, 2, seed)[1]);
    counts.set(second, (counts.get(second) ?? 0) + 1);
  }
  expect(counts.size).toBe(8);
  for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(70);
});

it('takes grids that are too large to list', () => {
  const many = Array.from({ length: 1000 }, (_, i) => i);
  expect(draw({ a: many, b: many, c: many, e: many }, 5, 0).length).toBe(5);
});
