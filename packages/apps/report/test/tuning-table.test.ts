import type { Cell } from '@ildl/benchmark';
import { describe, expect, it } from 'vitest';
import { csvTable, htmlReport, textTable } from './paper.js';
import { syntheticCell } from './synthetic-cells.js';

/** A cell that tried three sizes of a step, and chose one or, where all diverged, none. */
const tuned = (fold: number, learningRate?: number): Cell => {
  const cell = syntheticCell({ fold, folds: 3 });
  return {
    ...cell,
    config: { ...cell.config, tune: { budget: 3, search: { learningRate: [0.001, 0.01, 0.1] } } },
    tuning: {
      candidates: [0.001, 0.01, 0.1].map((value) => ({ options: { learningRate: value } })),
      ...(learningRate === undefined ? {} : { chosen: { learningRate } }),
    },
  };
};
const untunable = (fold: number): Cell => {
  const cell = syntheticCell({ method: 'mean', fold, folds: 3 });
  return {
    ...cell,
    config: { ...cell.config, tune: { budget: 3, search: {} } },
    tuning: { candidates: [], chosen: {} },
  };
};
const cells = [tuned(0, 0.01), tuned(1), tuned(2, 0.01), ...[0, 1, 2].map(untunable)];

/** The cells of the rows of the table of tuned options. */
const rowsIn = (page: string) =>
  [
    ...((page.split('Tuned options of')[1] ?? '').split('</table>')[0]?.matchAll(/<tr[^>]*>(.*?)<\/tr>/g) ??
      []),
  ]
    .map(([, row = '']) => [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, text = '']) => text))
    .map((texts) => texts.map((text) => text.replace(/<[^>]*>/g, '')));

describe('the report of tuned options', () => {
  it('shows the budget, how often each option set was chosen, and who had nothing to search', () => {
    const page = htmlReport(cells);
    expect(page).toContain('3 option sets a cell, the same for every method');
    expect(rowsIn(page).sort()).toEqual([
      ['Method', 'Option sets tried', 'Chosen options', 'Cells'],
      ['amema', '3', 'learningRate=0.01', '2'],
      ['amema', '3', 'none', '1'],
      ['mean', '—', 'nothing to search: the options above', '3'],
    ]);
    expect(htmlReport([...cells].reverse())).toBe(page);
  });

  it('keeps tuned and untuned results apart', () => {
    const both = [...cells, ...[0, 1, 2].map((fold) => syntheticCell({ fold, folds: 3 }))];
    expect(textTable(both).match(/options tuned with a budget of 3/g)?.length).toBe(1);
    expect(textTable(both)).not.toContain('amema (');
    expect(csvTable(both)).toMatch(/^[^\r]*,failed,tune\r\n/);
  });

  it('says nothing of tuning where nothing was tuned', () => {
    const plain = [syntheticCell({ folds: 3 })];
    expect(htmlReport(plain)).not.toMatch(/tun(ed|ing)/i);
    expect(csvTable(plain)).toMatch(/^[^\r]*,failed\r\n/);
  });
});
