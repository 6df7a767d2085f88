import type { Cell } from '@ildl/benchmark';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { csvTable, htmlReport, latexTable, markdownTable, textTable } from './paper.js';
import { syntheticCell, syntheticCells } from './synthetic-cells.js';

const outputs = { htmlReport, markdownTable, latexTable, csvTable, textTable };

/** Cells of movie with two metrics, by method: a row of [kl, cosine] for each fold. */
function smallCells(methods: Readonly<Record<string, readonly (readonly [number, number])[]>>): Cell[] {
  return Object.entries(methods).flatMap(([id, folds]) =>
    folds.map(([kl, cosine], fold) => {
      const { config, ...cell } = syntheticCell({ fold, folds: 3, epochs: 0 });
      return {
        ...cell,
        config: { ...config, method: { id, options: {}, identity: '0.1.0' } },
        metrics: { all: { kl, cosine } },
      };
    }),
  );
}

const small = smallCells({
  amema: [
    [0.2, 0.9],
    [0.21, 0.89],
    [0.19, 0.91],
  ],
  'sa_bfgs 100%': [
    [0.8, 0.9],
    [0.81, 0.92],
    [0.79, 0.88],
  ],
  uniform: [
    [0.1, 0.5],
    [0.11, 0.49],
    [0.09, 0.51],
  ],
});

const diverged = ({ metrics: _, ...cell }: Cell, reason = 'The loss is NaN at step 3.'): Cell => ({
  ...cell,
  status: 'diverged',
  reason,
});

function page(cells: readonly Cell[], options: Parameters<typeof htmlReport>[1] = {}) {
  const { document } = parseHTML(htmlReport(cells, options));
  const texts = (selector: string) =>
    [...document.querySelectorAll(selector)].map((element) =>
      (element.textContent ?? '').replace(/\s+/g, ' ').trim(),
    );
  return { document, texts };
}

describe('every output', () => {
  it.each(Object.entries(outputs))('%s says what to do when there are no cells', (_, output) => {
    expect(() => output([])).toThrow(
      expect.objectContaining({
        code: 'ILDL_NO_RESULTS',
        message: expect.stringContaining('run a benchmark first'),
      }),
    );
  });

  it.each(Object.entries(outputs))('%s does not depend on the order of the cells', (_, output) => {
    const cells = [
      ...syntheticCells({ folds: 3, epochs: 3 }),
      ...syntheticCells({ folds: 3, epochs: 3, seed: 1 }),
      diverged(syntheticCell({ folds: 3, seed: 2 })),
    ];
    const expected = output(cells);
    fc.assert(
      fc.property(fc.shuffledSubarray(cells, { minLength: cells.length }), (shuffled) => {
        expect(output(shuffled)).toBe(expected);
      }),
      { numRuns: 5 },
    );
  });

  it.each(Object.entries(outputs))('%s takes hostile names', (_, output) => {
    const text = fc.string({
      unit: fc.constantFrom('<', '>', '&', '"', "'", '|', '\\', '{', '$', '\n', ',', 'é', '=', 'x'),
    });
    fc.assert(
      fc.property(text, text, text, (method, dataset, metric) => {
        const { config, ...cell } = syntheticCell({ folds: 2, epochs: 2 });
        const cells = [0, 1].map((fold) => ({
          ...cell,
          config: {
            ...config,
            fold,
            method: { ...config.method, id: method },
            dataset: { ...config.dataset, name: dataset },
          },
          metrics: { all: { [metric]: 0.25 + fold } },
        }));
        const printed = output(cells);
        expect(printed).toContain('0.75');
        expect(printed).not.toContain('<script');
      }),
      { numRuns: 30 },
    );
  });
});

describe('textTable', () => {
  it('aligns means with their marks, and deviations below them', () => {
    expect(textTable(small)).toBe(`movie: sampled training rows, validation rows drawn after sampling, 3 folds

Method             KL ↓   Cosine ↑  n
uniform        0.1000 ◄   0.5000 ●  3
              ±0.0082    ±0.0082
sa_bfgs 100%   0.8000 ●   0.9000 ○  3
              ±0.0082    ±0.0163
amema          0.2000     0.9000    3
              ±0.0082    ±0.0082

● amema is significantly better, ○ no significant difference, ◄ amema is significantly worse (two-tailed paired t-test over folds and seeds, p < 0.05).
`);
  });
});

describe('markdownTable', () => {
  it('prints means, deviations, marks and the best', () => {
    expect(
      markdownTable(small),
    ).toBe(`**movie**: sampled training rows, validation rows drawn after sampling, 3 folds

| Method | KL ↓ | Cosine ↑ | n |
| --- | ---: | ---: | ---: |
| uniform | **0.1000** ± 0.0082 ◄ | 0.5000 ± 0.0082 ● | 3 |
| sa\\_bfgs 100% | 0.8000 ± 0.0082 ● | **0.9000** ± 0.0163 ○ | 3 |
| amema | 0.2000 ± 0.0082 | **0.9000** ± 0.0082 | 3 |

● amema is significantly better, ○ no significant difference, ◄ amema is significantly worse (two-tailed paired t-test over folds and seeds, p &lt; 0.05).
`);
  });

  it('takes another reference, the other test and other labels', () => {
    const table = markdownTable(small, { reference: 'uniform' });
    expect(table).toContain('| uniform | **0.1000** ± 0.0082 | 0.5000 ± 0.0082 | 3 |');
    expect(table).toContain('| amema | 0.2000 ± 0.0082 ● | **0.9000** ± 0.0082 ◄ | 3 |');
    expect(markdownTable(syntheticCells(), { test: 'corrected' })).toContain('corrected resampled t-test');
    const head = markdownTable(syntheticCells(), { labels: 'head' });
    expect(head).toContain('10 folds, head labels');
    expect(head).not.toBe(markdownTable(syntheticCells(), { labels: 'tail' }));
  });

  it('has no mark and no legend without a reference', () => {
    const table = markdownTable(smallCells({ rda: [[0.2, 0.9]], uniform: [[0.1, 0.5]] }));
    expect(table).not.toMatch(/[●○◄]/);
    expect(table.trimEnd().split('\n').at(-1)).toBe('| rda | 0.2000 ± 0.0000 | **0.9000** ± 0.0000 | 1 |');
  });

  it('asks which variant is the reference', () => {
    const variant = (gamma: number) =>
      small.map((cell) => {
        const { method } = cell.config;
        return method.id === 'amema'
          ? { ...cell, config: { ...cell.config, method: { ...method, options: { gamma } } } }
          : cell;
      });
    const cells = [...variant(1), ...variant(2)];
    for (const options of [{}, { reference: 'amema' }])
      expect(markdownTable(cells, options)).toContain('choose one of amema (gamma=1); amema (gamma=2).');
    expect(markdownTable(cells, { reference: 'amema (gamma=2)' })).toContain(
      '● amema (gamma=2) is significantly',
    );
  });

  it('names the choices where the reference is unknown', () => {
    expect(() => markdownTable(small, { reference: 'dildl' })).toThrow(
      expect.objectContaining({ code: 'ILDL_REFERENCE', message: expect.stringContaining('amema') }),
    );
  });

  it('orders floors first, then the methods of the paper, and the reference last', () => {
    const one = [[0.2, 0.9]] as const;
    const table = markdownTable(
      smallCells({
        amema: one,
        mean: one,
        rda: one,
        'my-own': one,
        'ofr-fl': one,
        uniform: one,
        'sa-bfgs': one,
      }),
    );
    expect([...table.matchAll(/^\| (\S+) \| \*\*0/gm)].map(([, method]) => method)).toEqual([
      'uniform',
      'mean',
      'my-own',
      'sa-bfgs',
      'ofr-fl',
      'rda',
      'amema',
    ]);
  });

  it('counts what diverged or failed, and shows a method that never finished', () => {
    const [first, ...rest] = small as [Cell, ...Cell[]];
    const cells = [
      diverged(first),
      ...rest,
      ...smallCells({ rda: [[0, 0]] }).map((cell) => diverged(cell)),
      ...smallCells({ 'ofr-fl': [[0, 0]] }).map((cell) => ({ ...diverged(cell), status: 'failed' as const })),
    ];
    const table = markdownTable(cells);
    expect(table).toContain('| amema | 0.2000 ± 0.0100 | **0.9000** ± 0.0100 | 2 (1 diverged) |');
    expect(table).toContain('| rda | — | — | 0 (1 diverged) |');
    expect(table).toContain('| ofr-fl | — | — | 0 (1 failed) |');
  });
});

describe('latexTable', () => {
  it('prints a table for booktabs', () => {
    expect(latexTable(small)).toBe(String.raw`\begin{table}
\centering
\caption{movie: sampled training rows, validation rows drawn after sampling, 3 folds. $\bullet$ amema is significantly better, $\circ$ no significant difference, $\triangleleft$ amema is significantly worse (two-tailed paired t-test over folds and seeds, p \textless{} 0.05).}
\begin{tabular}{lllr}
\toprule
Method & KL $\downarrow$ & Cosine $\uparrow$ & n \\
\midrule
uniform & \textbf{0.1000}$\pm$0.0082$\triangleleft$ & 0.5000$\pm$0.0082$\bullet$ & 3 \\
sa\_bfgs 100\% & 0.8000$\pm$0.0082$\bullet$ & \textbf{0.9000}$\pm$0.0163$\circ$ & 3 \\
amema & 0.2000$\pm$0.0082 & \textbf{0.9000}$\pm$0.0082 & 3 \\
\bottomrule
\end{tabular}
\end{table}
`);
  });

  it('escapes every special character', () => {
    const table = latexTable(smallCells({ 'a\\b~c^d_e#f$g%h&i{j}k<l>m|n"o': [[0.1, 0.5]] }));
    expect(table).toContain(
      String.raw`a\textbackslash{}b\textasciitilde{}c\textasciicircum{}d\_e\#f\$g\%h\&i\{j\}k\textless{}l\textgreater{}m\textbar{}n''o & 0.1000`,
    );
  });
});

describe('csvTable', () => {
  it('prints all digits in the long format', () => {
    const cells = smallCells({ 'a,"b"': [[0.1, 0.5]], uniform: [[0.25, 0.5]] });
    expect(csvTable([...cells.slice(0, 1), diverged(cells[1] as Cell)])).toBe(
      [
        'dataset,protocol,validation,method,labels,metric,mean,std,n,folds,diverged,failed',
        'movie,sampled,sampled,"a,""b""",all,kl,0.1,0,1,3,0,0',
        'movie,sampled,sampled,"a,""b""",all,cosine,0.5,0,1,3,0,0',
        'movie,sampled,sampled,uniform,all,kl,,,0,3,1,0',
        'movie,sampled,sampled,uniform,all,cosine,,,0,3,1,0',
        '',
      ].join('\r\n'),
    );
  });

  it('has a row for each setting, method, label group and metric', () => {
    const rows = csvTable(syntheticCells()).trimEnd().split('\r\n');
    expect(rows).toHaveLength(1 + 2 * 4 * 3 * 6);
    expect(new Set(rows.map((row) => row.split(',')[4]))).toEqual(new Set(['labels', 'all', 'head', 'tail']));
  });
});

describe('htmlReport', () => {
  const cells = syntheticCells();

  it('has a section for each dataset with the numbers of the Markdown table', () => {
    const { document, texts } = page(cells, { title: 'Ten folds' });
    expect(texts('h1')).toEqual(['Ten folds']);
    expect(texts('h2')).toEqual(['emotion6', 'movie']);
    expect(texts('.lead')).toEqual(['4 methods on 2 datasets, seed 0: 80 results.']);
    for (const [i, labels] of (['all', 'head', 'tail'] as const).entries()) {
      const [, rows] = markdownTable(cells, { labels }).split('| ---: |\n') as [string, string];
      const expected = rows
        .split('\n\n')[0]
        ?.split('\n')
        .map((row) =>
          row
            .replaceAll('*', '')
            .split('|')
            .slice(1, -1)
            .map((part) => part.trim()),
        );
      const table = document.querySelectorAll('section:first-of-type .scores')[i];
      const printed = [...(table?.querySelectorAll('tbody tr') ?? [])].map((row) =>
        [...row.children].map((entry) => {
          const deviation = entry.querySelector('.std')?.textContent ?? '';
          const mark = entry.querySelector('.mark')?.textContent ?? '';
          const mean =
            [...entry.childNodes].find(({ textContent }) => textContent?.trim())?.textContent ?? '';
          return `${mean}${deviation.replace('±', ' ± ')}${mark && ` ${mark}`}`;
        }),
      );
      expect(printed).toEqual(expected);
    }
    expect(texts('section:first-of-type .scores thead th')).toEqual([
      'Method',
      'Chebyshev ↓',
      'Clark ↓',
      'Canberra ↓',
      'KL ↓',
      'Cosine ↑',
      'Intersection ↑',
      'n',
      ...texts('section:first-of-type details .scores thead th'),
    ]);
  });

  it('marks by both tests', () => {
    // Differences .02, .03 and .04: paired p = .035, corrected p = .081.
    const close = smallCells({
      close: [
        [0.22, 0.5],
        [0.24, 0.5],
        [0.23, 0.5],
      ],
    });
    const { document } = page([...small, ...close]);
    const marks = (method: string) =>
      [...document.querySelectorAll('.scores tbody tr')]
        .filter((row) => row.querySelector('th')?.textContent === method)
        .flatMap((row) => [...row.querySelectorAll('.mark')].map(({ textContent }) => textContent));
    expect(marks('uniform')).toEqual(['◄', '◄', '●', '●']);
    expect(marks('sa_bfgs 100%')).toEqual(['●', '●', '○', '○']);
    expect(marks('close').slice(0, 2)).toEqual(['●', '○']);
    expect(marks('amema')).toEqual(['', '', '', '']);
  });

  it('says which methods beat the floors', () => {
    const { texts } = page(cells);
    expect(texts('section:first-of-type > .note').join(' ')).toContain(
      'Significantly better than both floors, uniform and mean: amema on every metric; rda on none. By the corrected resampled t-test: the same.',
    );
    expect(page(small).texts('section > .note').join(' ')).toContain(
      'Significantly better than the floor, uniform: sa_bfgs 100% on Cosine; amema on Cosine.',
    );
    expect(page(smallCells({ amema: [[0.1, 0.5]] })).texts('.note')[0]).toContain(
      'uniform and mean were not run',
    );
  });

  it('loads nothing and runs nothing', () => {
    const text = htmlReport(cells);
    const { document } = parseHTML(text);
    expect(text).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|javascript:|\son\w+=/i);
    expect(text.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|\/\//);
    const targets = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? '');
    expect(targets).toHaveLength(2);
    for (const target of targets) expect(document.querySelector(target)?.tagName).toBe('SECTION');
  });

  it('has the same colour variables for light and dark, and charts with no colour of their own', () => {
    const text = htmlReport(cells);
    const style = /<style>(.*?)<\/style>/s.exec(text)?.[1] ?? '';
    const names = (part: string) => [...part.matchAll(/(--[\w-]+):/g)].map(([, name]) => name).sort();
    const [light, dark] = [...style.matchAll(/:root\{([^}]*)\}/g)].map(([, body]) => body as string) as [
      string,
      string,
    ];
    expect(style).toContain('@media (prefers-color-scheme:dark){:root');
    expect(names(dark)).toEqual(names(light));
    for (const [, name] of text.matchAll(/var\((--[\w-]+)\)/g)) expect(names(light)).toContain(name);
    for (const svg of text.match(/<svg.*?<\/svg>/gs) ?? [])
      expect(svg).not.toMatch(/#[0-9a-f]{3,8}\b|rgb|"white"|"black"/i);
  });

  it('draws a line for each fold and one for the mean, in every chart of a method', () => {
    const { document } = page(cells);
    const section = document.querySelector('section');
    const methods = [...(section?.querySelectorAll('h4') ?? [])].map(({ textContent }) => textContent);
    expect(methods).toEqual(['rda', 'amema']);
    const panels = [...(section?.querySelectorAll('.panels') ?? [])].map((panel) =>
      [...panel.querySelectorAll('figure')].map((figure) => ({
        title: figure.querySelector('figcaption')?.textContent?.trim(),
        paths: figure.querySelectorAll('[aria-label="line"] path').length,
        dots: figure.querySelectorAll('circle').length,
        labels: [...figure.querySelectorAll('[aria-label="text"] text')].map(
          ({ textContent }) => textContent,
        ),
      })),
    );
    const chart = (title: string, labels: string[], dots = 0) => ({
      title,
      paths: 11 * Math.max(1, labels.length),
      dots,
      labels,
    });
    const branches = ['dominant', 'non-dominant'];
    const validation = chart('Validation loss, with the kept epochs', [], 10);
    expect(panels).toEqual([
      [chart('Loss of each term', ['divergence', 'gaussian', 'similarity']), validation],
      [
        chart('Loss of each term', branches),
        chart('Weight of each term', branches),
        chart('Momentum of each branch', branches),
        validation,
      ],
      [chart('Signal ratio', [])],
    ]);
    expect(section?.textContent).toContain(
      'Weight of each term, the same in every epoch: divergence 1, gaussian 1, similarity 1.',
    );
  });

  it('names every chart for those who do not see it', () => {
    const { document } = page(cells);
    const charts = [...document.querySelectorAll('svg')];
    expect(charts).toHaveLength(2 * (1 + 2 + 5));
    for (const chart of charts) {
      expect(chart.getAttribute('role')).toBe('img');
      expect(chart.getAttribute('aria-label')).toBeTruthy();
      expect(chart.querySelector('title')?.textContent).toBe(chart.getAttribute('aria-label'));
    }
    expect(new Set(charts.map((chart) => chart.getAttribute('aria-label'))).size).toBeGreaterThan(5);
  });

  it('shows the label mass before and after sampling, or once where nothing was sampled', () => {
    const bars = (of: readonly Cell[]) =>
      page(of).document.querySelectorAll('.wide [aria-label="rect"] rect').length;
    expect(bars([syntheticCell()])).toBe(2 * 5);
    expect(bars([syntheticCell({ protocol: 'full' })])).toBe(5);
    // Largest over smallest share: 3 and 4 labels' worth of mass against 1.
    const { texts } = page([{ ...syntheticCell(), labelMass: { before: [30, 10], after: [1, 4] } }]);
    expect(texts('.key')).toEqual([
      'before sampling, largest / smallest 3.0',
      'after sampling, largest / smallest 4.0',
    ]);
  });

  it('keeps protocols apart', () => {
    const { texts } = page([
      ...syntheticCells({ folds: 2 }),
      ...syntheticCells({ folds: 2, protocol: 'full' }),
      ...syntheticCells({ folds: 2, validation: 'unsampled' }),
    ]);
    expect(texts('.setting').slice(0, 3)).toEqual([
      'all training rows, 2 folds',
      'sampled training rows, validation rows drawn after sampling, 2 folds',
      'sampled training rows, validation rows drawn before sampling, 2 folds',
    ]);
    expect(texts('h2')).toHaveLength(6);
  });

  it('says that one fold allows no test', () => {
    const { document, texts } = page([
      syntheticCell({ folds: 1 }),
      syntheticCell({ folds: 1, method: 'uniform' }),
    ]);
    expect(texts('.note')[0]).toContain('needs at least two folds or seeds');
    expect(texts('.note')[1]).toContain('No test against uniform');
    expect([...document.querySelectorAll('.mark')].every(({ textContent }) => textContent === '')).toBe(true);
  });

  it('pools seeds', () => {
    const { texts } = page([...syntheticCells({ folds: 3 }), ...syntheticCells({ folds: 3, seed: 7 })]);
    expect(texts('.lead')).toEqual(['4 methods on 2 datasets, seeds 0, 7: 48 results.']);
    expect(texts('.scores tbody td:last-child')[0]).toBe('6');
  });

  it('lists every cell without a score, with its reason', () => {
    const failing = { ...diverged(syntheticCell({ fold: 4 }), 'Out of <memory>'), status: 'failed' as const };
    const [, ...others] = cells.filter(
      ({ config }) => !(config.method.id === 'amema' && config.dataset.name === 'movie'),
    );
    const { document, texts } = page([...others, diverged(syntheticCell({ fold: 3 })), failing]);
    expect(texts('.lead')[0]).toContain('1 diverged, 1 failed');
    expect(texts('.lost')).toEqual(expect.arrayContaining(['1 diverged', '1 failed']));
    const rows = [...document.querySelectorAll('details .facts tbody tr')].map((row) =>
      [...row.children].map(({ textContent }) => textContent),
    );
    expect(rows).toEqual([
      ['amema', '3', '0', 'diverged', 'The loss is NaN at step 3.'],
      ['amema', '4', '0', 'failed', 'Out of <memory>'],
    ]);
  });

  it('draws a diverged fold without letting it set the scale', () => {
    const ticks = (of: readonly Cell[]) =>
      [
        ...page(of).document.querySelectorAll(
          '.panels figure:first-child [aria-label="y-axis tick label"] text',
        ),
      ].map(({ textContent }) => textContent);
    const [first, ...rest] = Array.from({ length: 3 }, (_, fold) => syntheticCell({ fold })) as [
      Cell,
      Cell,
      Cell,
    ];
    const astray = (status: Cell['status']): Cell => ({
      ...diverged(first),
      status,
      epochs: first.epochs.map((epoch) => ({ ...epoch, losses: { dominant: 1e9, nonDominant: Number.NaN } })),
    });
    expect(ticks([...rest, astray('diverged')])).toEqual(ticks(rest));
    expect(ticks([...rest, { ...astray('done'), metrics: first.metrics ?? { all: {} } }])).not.toEqual(
      ticks(rest),
    );
    expect(ticks([astray('diverged')]).length).toBeGreaterThan(0);
    const lines = (of: readonly Cell[]) =>
      page(of).document.querySelectorAll('.panels figure:first-child [aria-label="line"] path').length;
    expect(lines([...rest, diverged(first)])).toBe(lines([...rest, first]));
  });

  it('tells how to run it again', () => {
    const minimum = { iterations: 40, value: 1, converged: true, reason: 'gradient' };
    const { texts } = page([
      ...cells,
      ...smallCells({
        'sa-bfgs': [
          [0.1, 0.5],
          [0.1, 0.5],
        ],
      }).map((cell, i) => ({
        ...cell,
        config: { ...cell.config, folds: 10 },
        minimum: { ...minimum, iterations: 40 + i, converged: i === 0 },
      })),
    ]);
    const facts = texts('section:last-of-type .facts tbody tr').join('\n');
    expect(facts).toMatch(
      /amema ?0\.1\.0 ?gamma=0\.001 gradient=weighted learningRate=0\.001 ?cpu 4\.22\.0, 1 thread/,
    );
    expect(facts).toMatch(/kept epoch \d+ \(\d+–\d+\) of 12/);
    expect(facts).toMatch(/1 of 2 converged, 40 \(40–41\) iterations/);
    expect(texts('section:last-of-type dd')[0]).toBe('movie, 7755 rows, 1869 features, 5 labels');
    expect(texts('section:last-of-type dd code')[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('has no curves for methods without epochs', () => {
    const { texts } = page([syntheticCell({ method: 'uniform' })]);
    expect(texts('h3')).toEqual(['Label mass', 'Provenance']);
    expect(texts('h4')).toEqual([]);
  });

  it('escapes everything that comes from data', () => {
    const evil = '<script>alert("1")</script><img src=x onerror=alert(1)>';
    const { config, ...cell } = syntheticCell();
    const named = (values: Readonly<Record<string, number>>) => ({ [evil]: 1, ...values });
    const hostile: Cell = {
      ...cell,
      config: {
        ...config,
        method: { id: evil, options: { [evil]: evil }, identity: evil },
        dataset: { ...config.dataset, name: evil, sha256: evil },
        engine: { backend: evil, version: evil, threads: 1 },
      },
      metrics: { all: { [evil]: 0.1 }, head: { [evil]: 0.1 } },
      epochs: cell.epochs.map((epoch, i) => ({
        ...epoch,
        losses: named({ [`${evil}2`]: i }),
        weights: named({ [`${evil}2`]: i }),
        signals: { [`${evil}/${evil}`]: i, [`${evil}/2`]: 2 * i },
      })),
      timing: { seconds: 1, date: evil },
    };
    const { metrics: _, ...rest } = hostile;
    const cells = [
      hostile,
      { ...rest, config: { ...hostile.config, fold: 1 }, status: 'failed' as const, reason: evil },
    ];
    const text = htmlReport(cells, { title: evil });
    expect(text).not.toContain('<script');
    expect(text).not.toContain('<img');
    const { document } = parseHTML(text);
    expect(document.querySelector('h1')?.textContent).toBe(evil);
    expect(document.querySelector('h2')?.textContent).toBe(evil);
    expect(document.querySelectorAll('script, img')).toHaveLength(0);
  });
});
