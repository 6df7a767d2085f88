import type { Cell } from '@ildl/benchmark';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { type CompareOptions, comparisonTables, toCsv, toLatex, toMarkdown, toText } from '../src/index.js';
import { compareReport, latexTable, markdownTable, paper, printed, textTable } from './paper.js';
import { syntheticCell, syntheticCells } from './synthetic-cells.js';

const metrics = ['Chebyshev ↓', 'Clark ↓', 'Canberra ↓', 'KL ↓', 'Cosine ↑', 'Intersection ↑'];

type Pair = readonly [kl: number, cosine: number];
interface Fit {
  readonly method: string;
  readonly dataset: string;
  readonly folds: readonly Pair[];
}

/** Cells with two metrics. */
function smallCells(fits: readonly Fit[]): Cell[] {
  return fits.flatMap(({ method, dataset, folds }) =>
    folds.map(([kl, cosine], fold) => {
      const { config, ...cell } = syntheticCell({ fold, folds: folds.length, epochs: 0 });
      return {
        ...cell,
        config: {
          ...config,
          method: { id: method, options: {}, identity: '0.1.0' },
          dataset: { ...config.dataset, name: dataset },
        },
        metrics: { all: { kl, cosine } },
        timing: { ...cell.timing, seconds: 2 * fold + 1 },
      };
    }),
  );
}

const around = (kl: number, cosine: number): readonly Pair[] => [
  [kl, cosine],
  [kl + 0.01, cosine - 0.01],
  [kl - 0.01, cosine + 0.01],
];
const small = smallCells([
  { method: 'amema', dataset: 'emotion6', folds: around(0.5, 0.6) },
  { method: 'amema', dataset: 'movie', folds: around(0.2, 0.9) },
  { method: 'mine', dataset: 'emotion6', folds: around(0.5, 0.6) },
  // Differences .02, .04 and .03: paired p = .035, corrected p = .081.
  {
    method: 'mine',
    dataset: 'movie',
    folds: [
      [0.22, 0.5],
      [0.25, 0.5],
      [0.22, 0.5],
    ],
  },
  { method: 'uniform', dataset: 'emotion6', folds: around(0.4, 0.3) },
  { method: 'uniform', dataset: 'movie', folds: around(0.9, 0.3) },
]);

const lostCell = ({ metrics: _, ...cell }: Cell, status: 'diverged' | 'failed', reason: string): Cell => ({
  ...cell,
  status,
  reason,
});
const stalled = (cell: Cell): Cell => ({
  ...cell,
  minimum: { iterations: 400, value: 1, converged: false, reason: 'iterations' },
});

/** `amema` and what is left of it, on both datasets of the synthetic cells. */
function ablationCells(): Cell[] {
  const whole = syntheticCells().filter(({ config }) => config.method.id === 'amema');
  const without = (name: string, add: number) =>
    whole.map((cell, i): Cell => {
      const all = Object.fromEntries(
        Object.entries(cell.metrics?.all ?? {}).map(([metric, value]) => [metric, value + add + 1e-4 * i]),
      );
      return {
        ...cell,
        config: { ...cell.config, method: { ...cell.config.method, id: `amema without ${name}` } },
        metrics: { all },
      };
    });
  return [...whole, ...without('WEIG', 0.01), ...without('MOME', 0.02), ...without('WEIG and MOME', 0.03)];
}

function page(cells: readonly Cell[], options: CompareOptions = {}) {
  const { document } = parseHTML(compareReport(cells, options));
  const clean = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim();
  const texts = (selector: string) =>
    [...document.querySelectorAll(selector)].map(({ textContent }) => clean(textContent));
  /** The rows of a table with their cells as text. */
  const rows = (selector: string, i = 0) =>
    [...(document.querySelectorAll(selector)[i]?.querySelectorAll('tr') ?? [])].map((row) =>
      [...row.children].map(({ textContent }) => clean(textContent)),
    );
  return { document, texts, rows };
}

describe('compareReport', () => {
  it('says what to do when there are no cells, and names the methods where the reference is unknown', () => {
    expect(() => compareReport([])).toThrow(expect.objectContaining({ code: 'ILDL_NO_RESULTS' }));
    expect(() => compareReport(small, { reference: 'amena' })).toThrow(
      expect.objectContaining({ code: 'ILDL_REFERENCE', message: expect.stringContaining('amema') }),
    );
  });

  it('has a table for each metric, methods × datasets in the order of the paper', () => {
    const { texts, rows, document } = page(syntheticCells(), { missing: ['RAF-ML'] });
    expect(texts('h2')).toEqual(['Scores', 'Against the floors', 'Over all datasets', 'Time', 'Provenance']);
    expect(texts('.lead')).toEqual(['4 methods on 2 datasets, seed 0: 80 results.']);
    expect(texts('header .setting')).toEqual([
      'Setting: sampled training rows, validation rows drawn after sampling, 10 folds. Not among the files: RAF-ML.',
    ]);
    expect(texts('#scores > h3')).toEqual(metrics);
    const tables = document.querySelectorAll('#scores > .scroll > table');
    expect(tables).toHaveLength(6);
    for (const i of metrics.keys()) {
      const [head, ...body] = rows('#scores > .scroll > table', i);
      expect(head).toEqual(['Method', 'movie', 'emotion6', 'n']);
      expect(body.map(([method]) => method)).toEqual(['uniform', 'mean', 'rda', 'amema']);
      expect(body.map((row) => row.at(-1))).toEqual(['20', '20', '20', '20']);
    }
  });

  it('prints the numbers and marks of the Markdown table, head and tail labels folded away', () => {
    const cells = syntheticCells();
    const { document } = page(cells);
    for (const labels of ['all', 'head', 'tail'] as const) {
      const expected = markdownTable(cells, { by: 'metric', labels })
        .split('\n')
        .filter((line) => /^\| (uniform|mean|rda|amema) /.test(line))
        .map((line) => line.replaceAll('*', '').split(' | ').slice(1, -1));
      const tables = [...document.querySelectorAll('#scores table.marked')].filter((table) =>
        table.querySelector('caption')?.textContent?.toLowerCase().startsWith(`${labels} labels`),
      );
      expect(tables).toHaveLength(6);
      expect(tables.every((table) => (table.closest('details') === null) === (labels === 'all'))).toBe(true);
      const printed = tables.flatMap((table) =>
        [...table.querySelectorAll('tbody tr')].map((row) =>
          [...row.querySelectorAll('td')].slice(0, -1).map((entry) => {
            const [mark = ''] = [...entry.querySelectorAll('.mark')].map(({ textContent }) => textContent);
            const mean = entry.firstChild?.textContent ?? '';
            const std = entry.querySelector('.std')?.textContent?.replace('±', '± ') ?? '';
            return `${mean} ${std}${mark && ` ${mark}`}`;
          }),
        ),
      );
      expect(printed).toEqual(expected);
    }
  });

  it('marks by both tests and prints the best in bold, dataset by dataset', () => {
    const { document, texts } = page(small);
    const marks = (method: string) =>
      [...document.querySelectorAll('#scores tr')]
        .filter((row) => row.querySelector('th')?.textContent === method)
        .map((row) => [...row.querySelectorAll('.mark')].map(({ textContent }) => textContent).join(''));
    // KL on movie, emotion6; cosine on both.
    expect(marks('mine').slice(0, 1)).toEqual(['●○○○']);
    expect(marks('uniform').slice(0, 1)).toEqual(['●●◄◄']);
    expect(marks('amema').slice(0, 2)).toEqual(['', '']);
    expect(texts('#scores > .scroll strong')).toEqual(['0.4000', '0.2000', '0.6000', '0.9000', '0.6000']);
    expect(texts('#scores > .note')[0]).toContain('● amema is significantly better');
    expect(texts('#scores > .note')[0]).toContain('corrected resampled t-test (Nadeau and Bengio 2003)');
  });

  it('says beside the score how many fits stalled, diverged or failed', () => {
    const cells = small.map((cell, i) => {
      const { id } = cell.config.method;
      if (id === 'mine') return stalled(cell);
      if (id === 'amema' && i === 0) return lostCell(cell, 'diverged', 'The loss is NaN at step 3.');
      return cell.config.dataset.name === 'movie' && id === 'uniform'
        ? lostCell(cell, 'failed', 'Out of <memory>')
        : cell;
    });
    const { rows, texts, document } = page(cells);
    const [, uniform, mine, amema] = rows('#scores > .scroll > table');
    expect(uniform?.slice(1)).toEqual(['—3 failed', expect.stringMatching(/^0\.4000/), '3']);
    expect(mine?.[1]).toMatch(/†3$/);
    expect(mine?.[2]).toMatch(/†3$/);
    expect(amema?.[1]).not.toContain('diverged');
    expect(amema?.[2]).toMatch(/1 diverged$/);
    expect(texts('#scores > .note')[1]).toContain('† so many fits stopped before their minimizer converged.');
    expect(texts('.lead')).toEqual(['3 methods on 2 datasets, seed 0: 18 results, 1 diverged, 3 failed.']);
    const reasons = [...document.querySelectorAll('#provenance .facts td:last-child')].map(
      ({ textContent }) => textContent,
    );
    expect(reasons).toEqual(expect.arrayContaining(['The loss is NaN at step 3.', 'Out of <memory>']));

    const markdown = markdownTable(cells, { by: 'metric' });
    expect(markdown).toContain('| uniform | — (3 failed) | **0.4000** ± 0.0082 ◄ | 3 |');
    expect(markdown).toMatch(/\| mine \| 0\.2300 ± 0\.0141 ● \(†3\) \|/);
    expect(markdown).toContain('† so many fits');
    const latex = latexTable(cells, { by: 'metric' });
    expect(latex).toMatch(/^mine & .*\$\\bullet\$ \(\\dag\{\}3\) & /m);
    expect(latex).toContain('uniform & --- (3 failed) & ');
    expect(textTable(cells, { by: 'metric' })).toMatch(/±0\.0141 †3/);
  });

  it('puts published numbers into columns of their own, and says whether the features are the same', () => {
    const { document, texts, rows } = page(syntheticCells());
    expect(document.querySelectorAll('#scores table.grouped')).toHaveLength(6);
    const [datasets, columns, ...body] = rows('#scores table.grouped', 3);
    expect(datasets).toEqual(['Method', 'movie', 'emotion6 (other features)']);
    expect(texts('#scores details[open] .note')[3]).toBe(
      'Features: movie same features, 7755 × 1869; emotion6 other features: 1980 × 168 here, 1980 × 128 there.',
    );
    expect(columns).toEqual(['ours', 'published', 'ours', 'published']);
    const of = (method: string) => body.find(([name]) => name === method)?.slice(1);
    expect(of('amema')?.[1]).toBe(printed('kl', 'amema', 'movie'));
    expect(of('amema')?.[3]).toBe(printed('kl', 'amema', 'emotion6'));
    expect(of('amema')?.[0]).toBe(rows('#scores > .scroll > table', 3).at(-1)?.[1]);
    expect(of('sa-bfgs')).toEqual([
      '—',
      printed('kl', 'sa-bfgs', 'movie'),
      '—',
      printed('kl', 'sa-bfgs', 'emotion6'),
    ]);
    expect(of('uniform')?.[1]).toBe('—');
    expect(texts('#scores > .note').at(-1)).toBe('Published numbers: A paper, Table 1.');
  });

  it('has nothing published of data that are not in the paper', () => {
    const { document } = page(
      smallCells([
        { method: 'amema', dataset: 'faces', folds: around(0.2, 0.9) },
        { method: 'uniform', dataset: 'faces', folds: around(0.3, 0.8) },
      ]),
    );
    expect(document.querySelectorAll('.grouped')).toHaveLength(0);
    expect(document.querySelector('#scores')?.textContent).not.toContain('Published');
  });

  it('ranks the methods, tests the ranks, and draws a critical difference diagram for each metric', () => {
    const { rows, document, texts } = page(syntheticCells());
    const [head, ...body] = rows('#ranks table');
    expect(head).toEqual(['Method', ...metrics.map((name) => name.split(' ')[0]), 'All metrics']);
    expect(body[0]).toEqual(['amema', ...Array(7).fill('1.00')]);
    expect(body.at(-1)).toEqual(['mean', ...Array(7).fill('4.00')]);
    const [, ...tests] = rows('#ranks .scroll > table', 1);
    // Four methods in the same order on two datasets: 12 · 2 / (4 · 5) · Σ(rank − 2.5)² = 6.
    expect(tests[0]?.slice(0, 2)).toEqual(['Chebyshev', '6.00']);
    expect(tests[0]?.[3]).toBe('∞');
    expect(texts('#ranks .note').join(' ')).toContain(
      'Critical difference of the Nemenyi test: 3.32 ranks at 0.05',
    );
    const charts = [...document.querySelectorAll('#ranks svg')];
    expect(charts).toHaveLength(6);
    for (const chart of charts) {
      expect(chart.getAttribute('aria-label')).toContain('critical difference');
      for (const method of ['uniform', 'mean', 'rda', 'amema']) expect(chart.textContent).toContain(method);
      expect(chart.textContent).toContain('critical difference 3.32');
    }
  });

  it('counts wins, ties and losses by both tests', () => {
    const { rows } = page(small);
    const table = rows('#ranks table:last-of-type', 2);
    expect(table).toEqual([
      ['Method', 'KL', 'Cosine', 'All metrics'],
      ['uniform', '1 / 0 / 11 / 0 / 1', '2 / 0 / 02 / 0 / 0', '3 / 0 / 13 / 0 / 1'],
      ['mine', '1 / 1 / 00 / 2 / 0', '1 / 1 / 01 / 1 / 0', '2 / 2 / 01 / 3 / 0'],
    ]);
  });

  it('does not rank over one dataset, nor methods that are missing somewhere', () => {
    const one = page(small.filter(({ config }) => config.dataset.name === 'movie'));
    expect(one.texts('#ranks .note')[0]).toContain('need at least two; there is one, movie');
    expect(one.document.querySelectorAll('#ranks svg')).toHaveLength(0);
    const some = page([
      ...small,
      ...smallCells([{ method: 'ldlsf', dataset: 'movie', folds: around(0.3, 0.8) }]),
    ]);
    expect(some.texts('#ranks .note')[0]).toContain('did not run on every dataset: ldlsf');
    expect(some.rows('#scores > .scroll > table').find(([method]) => method === 'ldlsf')?.[2]).toBe('—');
  });

  it('shows the ablation of every dataset with the published one', () => {
    const { texts, rows, document } = page(syntheticCells(), { ablation: ablationCells() });
    expect(texts('#ablation h3')).toEqual(['movie', 'emotion6']);
    const names = ['amema without MOME', 'amema without WEIG', 'amema without WEIG and MOME', 'amema'];
    const [head, ...body] = rows('#ablation > .scroll > table');
    expect(head).toEqual(['Method', ...metrics, 'n']);
    expect(body.map(([name]) => name).sort()).toEqual([...names].sort());
    expect(body.at(-1)?.[0]).toBe('amema');
    expect(body[0]?.[1]).toContain('●');
    expect(texts('#ablation summary')).toEqual([
      'Published ablation on movie',
      'Published ablation on emotion6',
    ]);
    expect(texts('#ablation details caption')).toEqual([
      'same features, 7755 × 1869',
      'other features: 1980 × 168 here, 1980 × 128 there',
    ]);
    const published = [...document.querySelectorAll('#ablation details:first-of-type tbody tr')].map((row) =>
      [...row.children].map(({ textContent }) => textContent),
    );
    expect(published).toContainEqual([
      'amema without WEIG and MOME',
      ...['2.804', '2.814', '2.824', '2.834', '2.844', '2.854'],
    ]);
    expect(page(syntheticCells()).document.querySelector('#ablation')).toBeNull();
  });

  it('says how long a fold takes, and which methods beat the floors', () => {
    const { rows, texts } = page(small);
    expect(rows('#time table')).toEqual([
      ['Method', 'movie', 'emotion6'],
      ['uniform', '3.0', '3.0'],
      ['mine', '3.0', '3.0'],
      ['amema', '3.0', '3.0'],
    ]);
    expect(texts('#floors dt')).toEqual(['movie', 'emotion6']);
    expect(texts('#floors dd')[0]).toContain('amema on every metric');
  });

  it('links its parts, loads nothing and runs nothing', () => {
    const text = compareReport(syntheticCells(), { ablation: ablationCells(), title: 'Six datasets' });
    const { document } = parseHTML(text);
    expect(document.querySelector('h1')?.textContent).toBe('Six datasets');
    expect(text).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|javascript:|\son\w+=/i);
    expect(text.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|\/\//);
    const targets = [...document.querySelectorAll('nav a')].map((link) => link.getAttribute('href') ?? '');
    expect(targets).toHaveLength(document.querySelectorAll('section').length);
    for (const target of targets) expect(document.querySelector(target)?.tagName).toBe('SECTION');
    for (const svg of text.match(/<svg.*?<\/svg>/gs) ?? [])
      expect(svg).not.toMatch(/#[0-9a-f]{3,8}\b|rgb|"white"|"black"/i);
  });

  it('does not depend on the order of the cells', () => {
    const cells = [
      ...syntheticCells({ folds: 3, epochs: 3 }),
      lostCell(syntheticCell({ folds: 3, seed: 1 }), 'diverged', 'The loss is NaN at step 3.'),
    ];
    const ablation = ablationCells();
    const expected = compareReport(cells, { ablation });
    fc.assert(
      fc.property(
        fc.shuffledSubarray(cells, { minLength: cells.length }),
        fc.shuffledSubarray(ablation, { minLength: ablation.length }),
        (shuffled, parts) => {
          expect(compareReport(shuffled, { ablation: parts })).toBe(expected);
        },
      ),
      { numRuns: 3 },
    );
  });

  it('takes hostile names, and escapes them', () => {
    const evil = '<script>alert("1")</script><img src=x onerror=alert(1)>';
    const hostile = (suffix: string) =>
      smallCells(
        ['amema', `${evil}${suffix}`, 'uniform'].flatMap((method, i) =>
          [`${evil}1`, `${evil}2`].map((dataset) => ({ method, dataset, folds: around(0.2 + i / 10, 0.9) })),
        ),
      ).map((cell): Cell => ({ ...cell, metrics: { all: { ...cell.metrics?.all, [evil]: 0.25 } } }));
    const cells = hostile('');
    const text = compareReport([...cells.slice(1), lostCell(cells[0] as Cell, 'failed', evil)], {
      title: evil,
      missing: [evil],
      ablation: hostile(' without'),
    });
    expect(text).not.toMatch(/<script|<img/);
    const { document } = parseHTML(text);
    expect(document.querySelector('h1')?.textContent).toBe(evil);
    expect(document.querySelectorAll('script, img')).toHaveLength(0);
    const printable = fc.string({
      unit: fc.constantFrom('<', '&', '"', '|', '\\', '{', '\n', 'é', ' (', 'x'),
    });
    fc.assert(
      fc.property(printable, printable, (method, dataset) => {
        const both = [`${dataset}1`, `${dataset}2`].flatMap((name) => [
          { method: `${method}m`, dataset: name, folds: around(0.25, 0.5) },
          { method: 'amema', dataset: name, folds: around(0.3, 0.5) },
        ]);
        expect(compareReport(smallCells(both))).toContain('0.2500');
      }),
      { numRuns: 10 },
    );
  });
});

describe('comparisonTables', () => {
  const tables = comparisonTables(syntheticCells(), { ablation: ablationCells(), publication: paper });

  it('are those of the page, in every format', () => {
    const { document, texts } = page(syntheticCells(), { ablation: ablationCells() });
    expect(texts('#scores table.scores, #ranks table, #ablation table, #time table')).toHaveLength(
      tables.length,
    );
    for (const table of tables) {
      const formats = [toText, toMarkdown, toLatex].map((format) => format([table]).replace(/[\\*]/g, ''));
      for (const { name, entries } of table.rows) {
        for (const printed of formats) {
          const lines = printed.replaceAll('---', '—').replaceAll('$infty$', '∞').split('\n');
          const isRow = (line: string) =>
            line.replace(/^\| /, '').startsWith(`${name} `) &&
            entries.every(({ text }) => line.includes(text));
          expect(lines.filter(isRow)).toHaveLength(1);
        }
        expect(toCsv([table])).toContain([name, entries[0]?.text].join());
      }
      const regions = [...document.querySelectorAll('.scroll')].map((region) =>
        region.getAttribute('aria-label'),
      );
      expect(regions).toContain(table.title);
    }
  });

  it('put groups of columns under one heading in LaTeX, and say the second figure beside the first', () => {
    const published = tables.filter(({ columns }) => columns[0]?.group !== undefined);
    expect(toLatex(published.slice(0, 1))).toContain(
      String.raw`& \multicolumn{2}{c}{movie} & \multicolumn{2}{c}{emotion6 (other features)} \\
Method & ours & published & ours & published \\`,
    );
    expect(toCsv(published.slice(0, 1)).split('\r\n')[0]).toBe(
      'Method,movie ours,movie ours std,movie published,movie published std,emotion6 (other features) ours,emotion6 (other features) ours std,emotion6 (other features) published,emotion6 (other features) published std',
    );
    expect(toMarkdown(comparisonTables(small, { reference: 'amema' }))).toContain(
      '| uniform | 1 / 0 / 1 (1 / 0 / 1) |',
    );
  });
});

describe('tables by metric', () => {
  it('have datasets as columns in the order of the paper', () => {
    expect(markdownTable(small, { by: 'metric' })).toBe(
      `**KL ↓**: sampled training rows, validation rows drawn after sampling, 3 folds

| Method | movie | emotion6 | n |
| --- | ---: | ---: | ---: |
| uniform | 0.9000 ± 0.0082 ● | **0.4000** ± 0.0082 ◄ | 6 |
| mine | 0.2300 ± 0.0141 ● | 0.5000 ± 0.0082 ○ | 6 |
| amema | **0.2000** ± 0.0082 | 0.5000 ± 0.0082 | 6 |

● amema is significantly better, ○ no significant difference, ◄ amema is significantly worse (two-tailed paired t-test over folds and seeds, p &lt; 0.05).

**Cosine ↑**: sampled training rows, validation rows drawn after sampling, 3 folds

| Method | movie | emotion6 | n |
| --- | ---: | ---: | ---: |
| uniform | 0.3000 ± 0.0082 ● | 0.3000 ± 0.0082 ● | 6 |
| mine | 0.5000 ± 0.0000 ● | **0.6000** ± 0.0082 ○ | 6 |
| amema | **0.9000** ± 0.0082 | **0.6000** ± 0.0082 | 6 |

● amema is significantly better, ○ no significant difference, ◄ amema is significantly worse (two-tailed paired t-test over folds and seeds, p &lt; 0.05).
`,
    );
  });

  it('name their labels in every format', () => {
    for (const print of [markdownTable, latexTable, textTable]) {
      expect(print(syntheticCells({ folds: 2 }), { by: 'metric', labels: 'tail' })).toContain('tail labels');
      expect(print(syntheticCells({ folds: 2 }), { by: 'metric' })).not.toContain('labels');
    }
  });

  it('say which scores fewer folds have than others', () => {
    const cells = syntheticCells({ folds: 3 }).map((cell): Cell => {
      const { fold, dataset } = cell.config;
      const { all = {} } = cell.metrics ?? {};
      return dataset.name === 'emotion6' && fold > 0 ? { ...cell, metrics: { all } } : cell;
    });
    const tail = markdownTable(cells, { by: 'metric', labels: 'tail' });
    expect(tail).toMatch(/^\| amema \|[^|]+ \|[^|]+ ± 0\.0000 \(n = 1\) \| 4 \|$/m);
    expect(tail).toContain('n = so many folds and seeds have such a score.');
    expect(markdownTable(cells, { by: 'metric' })).not.toContain('n = ');
  });

  it('tell settings of one dataset apart', () => {
    const cells = [...syntheticCells({ folds: 2 }), ...syntheticCells({ folds: 2, protocol: 'full' })];
    const table = markdownTable(cells, { by: 'metric' });
    expect(table).toContain('**KL ↓**\n');
    expect(table).toContain('movie (all training rows, 2 folds)');
    expect(latexTable(cells, { by: 'metric' })).toContain(String.raw`\caption{KL $\downarrow$. $\bullet$`);
  });

  it('print a LaTeX table with one column for each dataset', () => {
    const table = latexTable(small, { by: 'metric' });
    expect(table).toContain(String.raw`\caption{KL $\downarrow$: sampled training rows`);
    expect(table).toContain('Method & movie & emotion6 & n \\\\');
    expect(table).toContain(String.raw`mine & 0.2300$\pm$0.0141$\bullet$ & 0.5000$\pm$0.0082$\circ$ & 6 \\`);
    expect(table.match(/\\begin\{table\}/g)).toHaveLength(2);
  });
});
