import type { Cell, LabelGroup } from '@ildl/benchmark';
import { byMetric } from './by-metric.js';
import {
  type CellOptions,
  fewerSign,
  lost,
  type Score,
  type Scores,
  settingScores,
  unconvergedSign,
} from './scores.js';
import { type Entry, formatP, type Marking, meanEntry, type Table, type Test } from './table.js';
import { floors } from './table-order.js';

export interface TableOptions extends CellOptions {
  /** The labels that the scores are over. By default `all`. */
  readonly labels?: LabelGroup;
  /**
   * One table for each `setting`, methods × metrics (the default), or one for each `metric`, methods × datasets, as in
   * the paper's Tables 1 and 2.
   */
  readonly by?: 'setting' | 'metric';
  /** The test behind the marks. By default `paired`, the paper's. */
  readonly test?: Test;
}

/**
 * The scores of one group of labels: a table for each setting or metric, mean ± standard deviation over folds and seeds.
 *
 * @throws `ILDL_NO_RESULTS` where `cells` is empty, and `ILDL_REFERENCE` where
 * `reference` names no method.
 */
export function scoreTables(cells: readonly Cell[], options: TableOptions = {}): readonly Table[] {
  const { labels = 'all', by, test = 'paired', publication } = options;
  const scores = settingScores(cells, options).filter((one) => one.labels === labels);
  return (by === 'metric' ? byMetric(scores, publication) : scores).map((one) => scoreTable(one, [test]));
}

export const bothTests: readonly Test[] = ['paired', 'corrected'];

/** @param tests Those whose marks stand in the table. */
export function scoreTable(scores: Scores, tests: readonly Test[]): Table {
  const { title, about, labels, columns, rows, reference } = scores;
  return {
    title,
    about: [...(about === '' ? [] : [about]), ...(labels === 'all' ? [] : [`${labels} labels`])].join(', '),
    head: 'Method',
    columns: [...columns, { title: 'n' }],
    rows: rows.map((row) => ({
      name: row.name,
      kind: row.method === reference ? 'reference' : floors.includes(row.method) ? 'floor' : 'method',
      entries: [
        ...row.scores.map((score) => scoreEntry(score, reference === undefined ? [] : tests)),
        { text: `${row.n}`, notes: lost(row) },
      ],
    })),
    notes: [legendOf(scores, tests), describeSigns(scores)].filter((text) => text !== ''),
  };
}

const testNames = {
  paired: 'paired t-test',
  corrected: 'corrected resampled t-test',
} as const;

function scoreEntry({ mean, std, best, comparison, notes = [] }: Score, tests: readonly Test[]): Entry {
  return {
    ...meanEntry(mean, std),
    best,
    notes,
    ...(tests.length > 0 && {
      marks: tests.map((test): Marking => {
        const result = comparison?.[test];
        return {
          test,
          sign: comparison?.[test === 'paired' ? 'mark' : 'correctedMark'] ?? '',
          about:
            result === undefined
              ? ''
              : `${testNames[test]}: t = ${result.t.toFixed(2)}, p = ${formatP(result.p)}, ${comparison?.pairs ?? 0} pairs`,
        };
      }),
    }),
  };
}

/** What the marks of a table mean; empty where it has none. */
export function legendOf({ reference: id, variants, rows }: Scores, [test, second]: readonly Test[]): string {
  const reference = rows.find(({ method }) => method === id)?.name ?? id;
  if (variants.length > 0 && reference === undefined)
    return `No marks: there are several variants of the reference, choose one of ${variants.join('; ')}.`;
  if (reference === undefined || rows.length < 2 || test === undefined) return '';
  const name = `two-tailed ${testNames[test]} over folds and seeds${test === 'paired' ? '' : ' (Nadeau and Bengio 2003)'}`;
  const mark = test === 'paired' ? 'mark' : 'correctedMark';
  if (rows.every(({ scores }) => scores.every(({ comparison }) => (comparison?.[mark] ?? '') === '')))
    return `No marks against ${reference}: a ${name} needs at least two folds or seeds that both methods finished.`;
  return [
    `● ${reference} is significantly better, ○ no significant difference, ◄ ${reference} is significantly worse (${name}, p < 0.05).`,
    ...(second === undefined
      ? []
      : [
          'The second, fainter mark is by the corrected resampled t-test (Nadeau and Bengio 2003), which allows for training rows that folds share.',
        ]),
  ].join(' ');
}

/** What the signs beside the scores of a table mean; empty where it has none. */
function describeSigns({ rows }: Scores): string {
  const found = (sign: string) =>
    rows.some(({ scores }) => scores.some(({ notes = [] }) => notes.some((note) => note.startsWith(sign))));
  return [
    ...(found(unconvergedSign)
      ? [`${unconvergedSign} so many fits stopped before their minimizer converged.`]
      : []),
    ...(found(fewerSign) ? [`${fewerSign.trim()} so many folds and seeds have such a score.`] : []),
  ].join(' ');
}
