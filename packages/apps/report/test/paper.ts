import type { Cell } from '@ildl/benchmark';
import * as report from '../src/index.js';

const metrics = ['chebyshev', 'clark', 'canberra', 'kl', 'cosine', 'intersection'];
const published = { movie: 0.1, emotion6: 0.2 };
const methods = ['sa-bfgs', 'ofr-fl', 'rda', 'dildl', 'amema'];

/** A made-up score, other in every place. */
const scoreOf = (metric: string, method: string, dataset: keyof typeof published) =>
  published[dataset] + metrics.indexOf(metric) / 100 + methods.indexOf(method) / 1000;

const record = <K extends string, T>(keys: readonly K[], of: (key: K) => T) =>
  Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, T>;
const datasets = Object.keys(published) as (keyof typeof published)[];

/** A publication of methods that the synthetic cells are of. */
export const paper: report.Publication = {
  source: 'A paper, Table 1',
  protocol: 'are over ten',
  methods,
  reference: 'amema',
  datasets: {
    movie: { rows: 7755, features: 1869, isPublic: true },
    emotion6: { rows: 1980, features: 128 },
  },
  scores: record(metrics, (metric) =>
    record(datasets, (dataset) =>
      record(methods, (method) => ({ mean: scoreOf(metric, method, dataset), std: 0.005 })),
    ),
  ),
  ablation: {
    scores: record(datasets, (dataset) =>
      record(['amema without WEIG and MOME', 'amema without MOME', 'amema without WEIG', 'amema'], (name) =>
        record(metrics, (metric) => scoreOf(metric, 'amema', dataset) + name.length / 10),
      ),
    ),
    note: 'A note.',
  },
};

/** The published score that stands in a table. */
export const printed = (metric: string, method: string, dataset: keyof typeof published): string =>
  `${scoreOf(metric, method, dataset).toFixed(4)}±0.0050`;

/** The same output with the paper behind it. */
const withPaper =
  <O extends { readonly publication?: report.Publication }>(
    output: (cells: readonly Cell[], options?: O) => string,
  ) =>
  (cells: readonly Cell[], options?: O) =>
    output(cells, { publication: paper, ...options } as O);

const scoresAs =
  (format: (tables: readonly report.Table[]) => string) =>
  (cells: readonly Cell[], options: report.TableOptions = {}) =>
    format(report.scoreTables(cells, options));

export const compareReport = withPaper(report.compareReport);
export const htmlReport = withPaper(report.htmlReport);
export const latexTable = withPaper(scoresAs(report.toLatex));
export const markdownTable = withPaper(scoresAs(report.toMarkdown));
export const textTable = withPaper(scoresAs(report.toText));
export const csvTable = (cells: readonly Cell[], options: report.TableOptions = {}) =>
  report.toCsv([report.summaryTable(cells, options)]);
