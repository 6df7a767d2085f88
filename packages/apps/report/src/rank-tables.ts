import {
  averageRanks,
  type Cell,
  compareTo,
  defaultMetrics,
  friedmanTest,
  mean,
  nemenyiDifference,
  type Ranking,
  type Tally,
  winTieLoss,
} from '@ildl/benchmark';
import { nameOf } from './publication.js';
import { type CellOptions, columnOf, type SettingScores } from './scores.js';
import { formatP, type Table } from './table.js';
import { inDatasetOrder, inTableOrder } from './table-order.js';

/** What results on several datasets say together; where they say nothing, why. */
export type Ranks = { readonly reason: string } | RankTables;

interface RankTables {
  /** Average ranks: methods × metrics. */
  readonly ranks: Table;
  /** The tests of Friedman and of Iman and Davenport: a row a metric. */
  readonly tests: Table;
  /** Critical difference of the Nemenyi test at 0.05. */
  readonly difference: number;
  /** What a diagram of critical differences shows, one a metric. */
  readonly diagrams: readonly {
    readonly title: string;
    readonly found: boolean;
    readonly ranking: Ranking;
  }[];
}

/** The metrics of tables whose direction is known. */
function rankedMetrics(scores: readonly SettingScores[]): readonly string[] {
  const columns = scores.flatMap(({ columns }) => columns);
  return [...new Set(columns.filter(({ better }) => better !== undefined).map(({ metric }) => metric))];
}

/** @param scores Those of the cells on all labels. */
export function rankTables(
  cells: readonly Cell[],
  scores: readonly SettingScores[],
  { publication, metrics = defaultMetrics }: CellOptions,
): Ranks {
  const rankings = rankedMetrics(scores).map((metric) => averageRanks(cells, metric, 'all', metrics));
  const [first] = rankings;
  if (first === undefined) return { reason: 'No metric has a direction to rank by.' };
  const datasets = first.settings.length;
  const names = inDatasetOrder(
    first.settings.map((setting) => ({ setting })),
    publication,
  )
    .map(({ setting }) => setting.dataset)
    .join(', ');
  if (datasets < 2)
    return {
      reason: `Ranks are averaged over datasets, and their tests need at least two; there is one, ${names}.`,
    };
  if (first.methods.length < 2)
    return { reason: 'Ranks need at least two methods that ran on every dataset.' };
  const rows = first.methods
    .map(({ method }) => {
      const averages = rankings.map(
        ({ methods }) => methods.find((one) => one.method === method)?.average ?? Number.NaN,
      );
      return { method, averages, all: mean(averages) };
    })
    .sort((a, b) => a.all - b.all || (a.method < b.method ? -1 : 1));
  const lowest = rankings.map(({ methods }) => Math.min(...methods.map(({ average }) => average)));
  const titles = rankings.map(({ metric }) => ({ title: columnOf(metric, metrics).title }));
  const tested = rankings.map((ranking, i) => ({
    ...(titles[i] as { title: string }),
    ranking,
    test: friedmanTest(ranking.methods.map((one) => one.ranks)),
  }));
  const others = first.methods.length - 1;
  const [difference, wider] = [0.05, 0.1].map((level) => nemenyiDifference(others + 1, datasets, level)) as [
    number,
    number,
  ];
  const leftOut = first.leftOut.map((method) => nameOf(publication, method)).join(', ');
  return {
    ranks: {
      title: 'Average ranks',
      about: `rank among ${rows.length} methods by the mean score, averaged over ${names}; 1 is the best, ties share a rank`,
      head: 'Method',
      columns: [...titles, { title: 'All metrics' }],
      rows: rows.map(({ method, averages, all }) => ({
        name: nameOf(publication, method),
        entries: [
          ...averages.map((average, i) => ({ text: average.toFixed(2), best: average === lowest[i] })),
          { text: all.toFixed(2) },
        ],
      })),
      notes: [
        'The metrics are not independent of each other, so their mean is an orientation and not a test.',
        ...(leftOut === '' ? [] : [`Not ranked, because they did not run on every dataset: ${leftOut}.`]),
      ],
    },
    tests: {
      title: 'Tests of the ranks',
      about: `Friedman’s χ² (${others} degrees of freedom, corrected for ties) and the F of Iman and Davenport (${others} and ${others * (datasets - 1)})`,
      head: 'Metric',
      columns: ['χ²', 'p', 'F', 'p of F'].map((title) => ({ title })),
      rows: tested.map(({ title, test }) => ({
        name: title,
        entries: (test === undefined
          ? ['one rank', '—', '—', '—']
          : [
              test.chiSquare.toFixed(2),
              formatP(test.p),
              Number.isFinite(test.f) ? test.f.toFixed(2) : '∞',
              formatP(test.fP),
            ]
        ).map((text) => ({ text })),
      })),
      notes: [
        `Critical difference of the Nemenyi test: ${difference.toFixed(2)} ranks at 0.05, ${wider.toFixed(2)} at 0.10. It may be read where the tests find a difference.`,
        ...(datasets < 10
          ? [
              `With ${datasets} datasets the tests have little power: no difference found does not mean that there is none.`,
            ]
          : []),
      ],
    },
    difference,
    diagrams: tested.map(({ title, ranking, test }) => ({
      title,
      found: test !== undefined && test.fP < 0.05,
      ranking,
    })),
  };
}

/** How often the reference is significantly better, not different and significantly worse; undefined where it is alone. */
export function winTable(
  cells: readonly Cell[],
  scores: readonly SettingScores[],
  { publication, metrics = defaultMetrics }: CellOptions,
): Table | undefined {
  const reference = scores.find((one) => one.reference !== undefined)?.reference;
  if (reference === undefined) return undefined;
  const ranked = rankedMetrics(scores);
  const counts = winTieLoss(compareTo(reference, cells, metrics)).filter(
    ({ labels, metric }) => labels === 'all' && ranked.includes(metric),
  );
  const methods = inTableOrder([...new Set(counts.map(({ method }) => method))], reference, publication);
  if (methods.length === 0) return undefined;
  const sums = (own: readonly Tally[]) =>
    (['wins', 'ties', 'losses'] as const)
      .map((kind) => own.reduce((sum, tally) => sum + tally[kind], 0))
      .join(' / ');
  const name = nameOf(publication, reference);
  return {
    title: `${name} against each method`,
    about: `on how many datasets ${name} is significantly better / not different / significantly worse (p < 0.05): first by the paired t-test, then by the corrected resampled one`,
    head: 'Method',
    columns: [
      ...ranked.map((metric) => ({ title: columnOf(metric, metrics).title })),
      { title: 'All metrics' },
    ],
    rows: methods.map((method) => {
      const own = counts.filter((one) => one.method === method);
      return {
        name: nameOf(publication, method),
        entries: [...ranked.map((metric) => own.filter((one) => one.metric === metric)), own].map((some) => ({
          text: sums(some.map(({ paired }) => paired)),
          below: sums(some.map(({ corrected }) => corrected)),
        })),
      };
    }),
    notes: [],
  };
}
