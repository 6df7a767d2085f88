import type { Cell, MetricInfo } from '@ildl/benchmark';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { compareReport, type Publication, scoreTables, toMarkdown } from '../src/index.js';
import { csvTable, latexTable, markdownTable, textTable } from './paper.js';
import { syntheticCell } from './synthetic-cells.js';

const metrics: readonly MetricInfo[] = [
  { name: 'top1', title: 'Top-1', better: 'higher' },
  { name: 'emd', title: 'EMD', better: 'lower' },
];

/** Another paper: two methods, one dataset, metrics of its own. */
const faces2031: Publication = {
  source: 'Doe, Faces, 2031, Table 4',
  protocol: 'of three folds',
  methods: ['tree', 'forest'],
  reference: 'forest',
  names: { forest: 'LDL-Forest' },
  datasets: { faces: { rows: 30, features: 4 } },
  scores: { emd: { faces: { forest: { mean: 0.25 }, tree: { mean: 0.5, std: 0.01 } } } },
};

const cellsOf = (id: string, top1: number): Cell[] =>
  [0, 1, 2].map((fold) => {
    const { config, ...cell } = syntheticCell({ fold, folds: 3, epochs: 0 });
    const dataset = { name: 'faces', sha256: 'f'.repeat(64), rows: 30, features: 4, labels: 3 };
    return {
      ...cell,
      config: { ...config, method: { id, options: {}, identity: '1' }, dataset },
      metrics: { all: { emd: 1 - top1 + 0.01 * fold, top1: top1 - 0.01 * fold ** 2 } },
    };
  });
const cells = [...cellsOf('forest', 0.8), ...cellsOf('tree', 0.6), ...cellsOf('uniform', 0.3)];
const options = { publication: faces2031, metrics };

describe('another paper', () => {
  it('decides order, names, reference and metrics of the tables', () => {
    expect(
      markdownTable(cells, options),
    ).toBe(`**faces**: sampled training rows, validation rows drawn after sampling, 3 folds

| Method | Top-1 ↑ | EMD ↓ | n |
| --- | ---: | ---: | ---: |
| uniform | 0.2833 ± 0.0170 ● | 0.7100 ± 0.0082 ● | 3 |
| tree | 0.5833 ± 0.0170 ● | 0.4100 ± 0.0082 ● | 3 |
| LDL-Forest | **0.7833** ± 0.0170 | **0.2100** ± 0.0082 | 3 |

● LDL-Forest is significantly better, ○ no significant difference, ◄ LDL-Forest is significantly worse (two-tailed paired t-test over folds and seeds, p &lt; 0.05).
`);
    for (const table of [textTable, latexTable]) expect(table(cells, options)).toContain('LDL-Forest');
    expect(csvTable(cells, options).split('\r\n')[1]).toMatch(/^faces,sampled,sampled,forest,all,top1,/);
  });

  it('stands beside our scores where it has some, and only there', () => {
    const { document } = parseHTML(compareReport(cells, options));
    const text = (selector: string) =>
      [...document.querySelectorAll(selector)].map(({ textContent }) => (textContent ?? '').trim());
    expect(text('#scores > h3')).toEqual(['Top-1 ↑', 'EMD ↓']);
    expect(document.querySelectorAll('table.grouped')).toHaveLength(1);
    expect(text('table.grouped tbody tr')).toEqual([
      'uniform0.7100±0.0082—',
      'tree0.4100±0.00820.5000±0.0100',
      'LDL-Forest0.2100±0.00820.2500',
    ]);
    expect(text('table.grouped caption')[0]).toContain('the published numbers of three folds');
    expect(text('#scores > .note').at(-1)).toBe('Published numbers: Doe, Faces, 2031, Table 4.');
    expect(text('h3').join()).toContain('LDL-Forest against each method');
  });

  it('need not be there: then methods are in order of their names, and nothing is marked', () => {
    const table = toMarkdown(scoreTables(cells, { metrics }));
    expect([...table.matchAll(/^\| (\w+) \|/gm)].map(([, name]) => name).slice(1)).toEqual([
      'uniform',
      'forest',
      'tree',
    ]);
    expect(table).not.toMatch(/[●○◄]/);
    expect(compareReport(cells, { metrics })).not.toContain('Published numbers');
  });
});
