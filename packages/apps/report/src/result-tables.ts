import {
  type Cell,
  type Comparison,
  compareTo,
  defaultMetrics,
  groupCells,
  type LabelGroup,
  type Mark,
  type MetricInfo,
  type Setting,
  type SummaryRow,
  settingKey,
  summarise,
} from '@ildl/benchmark';
import { ildlError } from '@ildl/internal';
import { nameOf, type Publication } from './publication.js';
import { inTableOrder } from './table-order.js';

export interface TableOptions {
  /**
   * The method that the others are marked against, as the table names it. By default that of the publication, where a
   * setting has it.
   */
  readonly reference?: string;
  /** The paper whose order of methods and datasets tables keep, and whose scores stand beside ours. */
  readonly publication?: Publication;
  /** Metrics in the order of the columns, with their directions; by default those of `@ildl/benchmark`. */
  readonly metrics?: readonly MetricInfo[];
  /** The labels that the scores are over. By default `all`. */
  readonly labels?: LabelGroup;
  /**
   * One table for each `setting`, methods × metrics (the default), or one for each `metric`, methods × datasets, as in
   * the paper's Tables 1 and 2.
   */
  readonly by?: 'setting' | 'metric';
  /** The test behind the marks. By default `paired`, the paper's. */
  readonly test?: 'paired' | 'corrected';
}

/** What decides the tables of cells. */
export type CellOptions = Pick<TableOptions, 'reference' | 'publication' | 'metrics'>;

/** Results on one group of labels, ready to print. */
export interface PrintedTable {
  /** What all its scores have in common: a dataset or a metric. */
  readonly title: string;
  /** How the scores came about. */
  readonly about: string;
  readonly labels: LabelGroup;
  readonly columns: readonly PrintedColumn[];
  readonly rows: readonly TableRow[];
  /** The method that the marks refer to; undefined where it is not among the results. */
  readonly reference: string | undefined;
  /** Names of the variants of the reference, where there are several and none is the reference. */
  readonly variants: readonly string[];
}

export interface PrintedColumn {
  readonly title: string;
  /** `↓` lower is better, `↑` higher is better, empty where that is not known or the column is no metric. */
  readonly arrow: '↓' | '↑' | '';
}

/** The results of one setting, methods × metrics. */
export interface ResultTable extends PrintedTable {
  readonly setting: Setting;
  readonly columns: readonly Column[];
}

export interface Column extends PrintedColumn {
  readonly metric: string;
}

export interface TableRow {
  /** Its id, and what tells it from other variants. */
  readonly method: string;
  /** What is printed. */
  readonly name: string;
  /** One a column. */
  readonly entries: readonly Entry[];
  /** Number of finished folds × seeds. */
  readonly n: number;
  readonly diverged: number;
  readonly failed: number;
  /** Number of fits whose minimizer stopped before it converged. */
  readonly unconverged: number;
}

export interface Entry {
  readonly mean: number;
  readonly std: number;
  /** Whether no method has a better mean in the digits that are printed. */
  readonly best: boolean;
  /** Against the reference; undefined for the reference itself, and where there is none. */
  readonly comparison: Comparison | undefined;
  /** What is to be known of this score alone, such as `1 diverged`. */
  readonly notes?: readonly string[];
}

/**
 * The tables of every setting: methods as rows, metrics as columns. What is printed in any format comes from here.
 *
 * @throws `ILDL_NO_RESULTS` where `cells` is empty, and `ILDL_REFERENCE` where
 * `reference` names no method of any setting.
 */
export function resultTables(cells: readonly Cell[], options: CellOptions = {}): readonly ResultTable[] {
  requireResults(cells);
  const { publication, metrics = defaultMetrics } = options;
  const groups = groupCells(cells, metrics);
  const reference = options.reference ?? publication?.reference ?? '';
  const isVariant = (method: string) => reference !== '' && method.startsWith(`${reference} (`);
  const names = groups.flatMap(({ methods }) => [...methods.keys()]);
  // Where there is no such method at all, `compareTo` says so; but that of the publication need not be there.
  const comparable = names.includes(reference) || (options.reference !== undefined && !names.some(isVariant));
  const comparisons = new Map(
    (comparable ? compareTo(reference, cells, metrics) : []).map((one) => [scoreKey(one), one]),
  );
  const summary = new Map(summarise(cells, metrics).map((row) => [scoreKey(row), row]));
  return groups.flatMap(({ setting, methods, scores }) => {
    const variants = [...methods.keys()].filter(isVariant);
    const ordered = inTableOrder([...methods.keys()], reference, publication);
    return labelGroups
      .map((labels) => ({ labels, own: scores.filter((one) => one.labels === labels) }))
      .filter(({ own }) => own.length > 0)
      .map(({ labels, own }): ResultTable => {
        const columns = own.map(({ metric }) => columnOf(metric, metrics));
        const scores = columns.map(({ metric }) =>
          ordered.map(
            (method) => summary.get(scoreKey({ ...setting, labels, method, metric })) as SummaryRow,
          ),
        );
        const best = scores.map((of, k) => bestOf(of, (columns[k] as Column).arrow));
        const rows = ordered.map((method, i): TableRow => {
          const own = scores.map((of) => of[i] as SummaryRow);
          const { diverged, failed } = own[0] as SummaryRow;
          return {
            method,
            name: nameOf(publication, method),
            entries: own.map((row, k) => ({
              mean: row.mean,
              std: row.std,
              best: formatNumber(row.mean) === best[k],
              comparison: comparisons.get(scoreKey(row)),
            })),
            n: Math.max(...own.map(({ n }) => n)),
            diverged,
            failed,
            unconverged: (methods.get(method) ?? []).filter(({ minimum }) => minimum?.converged === false)
              .length,
          };
        });
        return {
          title: setting.dataset,
          about: describeSetting(setting),
          setting,
          labels,
          columns,
          rows,
          reference: methods.has(reference) ? reference : undefined,
          variants,
        };
      });
  });
}

/** @throws `ILDL_NO_RESULTS` where `cells` is empty. */
export function requireResults(cells: readonly Cell[]): void {
  if (cells.length > 0) return;
  throw ildlError(
    'ILDL_NO_RESULTS',
    'There are no results to report: run a benchmark first, or check that the folder is the one it wrote to.',
  );
}

const labelGroups: readonly LabelGroup[] = ['all', 'head', 'tail'];

export function markOf(entry: Entry, test: TableOptions['test'] = 'paired'): Mark {
  return entry.comparison?.[test === 'paired' ? 'mark' : 'correctedMark'] ?? '';
}

/** Four digits behind the point, as the field prints its metrics; `—` for NaN. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '—';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return Math.abs(value) < 1e6 ? value.toFixed(4) : value.toExponential(4);
}

/** A probability to four digits. */
export function formatP(p: number): string {
  return p < 0.0001 ? p.toExponential(1) : p.toFixed(4);
}

/** How many results are behind a row: `9 (1 diverged)`. */
export function formatCount(row: TableRow): string {
  const without = lost(row);
  return without.length > 0 ? `${row.n} (${without.join(', ')})` : `${row.n}`;
}

/** The results of a row that have no score: `1 diverged`, `2 failed`; empty where all have one. */
export function lost({ diverged, failed }: Pick<TableRow, 'diverged' | 'failed'>): readonly string[] {
  return [...(diverged > 0 ? [`${diverged} diverged`] : []), ...(failed > 0 ? [`${failed} failed`] : [])];
}

/** `sampled training rows, validation rows drawn after sampling, 10 folds`. */
export function describeSetting({ protocol, validation, folds, tune }: Setting): string {
  const rows = protocol === 'sampled' ? 'sampled training rows' : 'all training rows';
  const drawn =
    protocol === 'sampled'
      ? `, validation rows drawn ${validation === 'sampled' ? 'after' : 'before'} sampling`
      : '';
  const tuned = tune === undefined ? '' : `, options tuned with a budget of ${tune}`;
  return `${rows}${drawn}, ${folds} ${folds === 1 ? 'fold' : 'folds'}${tuned}`;
}

/** How the scores of a table came about and the labels that they are over; empty where nothing is to be said. */
export function describeTable({ about, labels }: PrintedTable): string {
  return [...(about === '' ? [] : [about]), ...(labels === 'all' ? [] : [`${labels} labels`])].join(', ');
}

/** What the marks of a table mean; empty where it has none. */
export function describeMarks(table: PrintedTable, test: TableOptions['test'] = 'paired'): string {
  const { reference: id, variants } = table;
  const reference = table.rows.find(({ method }) => method === id)?.name ?? id;
  if (variants.length > 0 && reference === undefined)
    return `No marks: there are several variants of the reference, choose one of ${variants.join('; ')}.`;
  if (reference === undefined || table.rows.length < 2) return '';
  const name =
    test === 'paired'
      ? 'two-tailed paired t-test over folds and seeds'
      : 'two-tailed corrected resampled t-test over folds and seeds (Nadeau and Bengio 2003)';
  if (!table.rows.some(({ entries }) => entries.some((entry) => markOf(entry, test) !== '')))
    return `No marks against ${reference}: a ${name} needs at least two folds or seeds that both methods finished.`;
  return `● ${reference} is significantly better, ○ no significant difference, ◄ ${reference} is significantly worse (${name}, p < 0.05).`;
}

/** What a table says beneath: its marks and its signs. */
export function legendOf(table: PrintedTable, test: TableOptions['test'] = 'paired'): string {
  return [describeMarks(table, test), describeSigns(table)].filter((text) => text !== '').join(' ');
}

/** Marks a score some of whose fits did not converge, followed by their number. */
export const unconvergedSign = '†';

/** Marks a score that fewer folds have than those of other datasets, followed by their number. */
export const fewerSign = 'n = ';

/** What the signs beside the scores of a table mean; empty where it has none. */
export function describeSigns({ rows }: PrintedTable): string {
  const found = (sign: string) =>
    rows.some(({ entries }) => entries.some(({ notes = [] }) => notes.some((note) => note.startsWith(sign))));
  return [
    ...(found(unconvergedSign)
      ? [`${unconvergedSign} so many fits stopped before their minimizer converged.`]
      : []),
    ...(found(fewerSign) ? [`${fewerSign.trim()} so many folds and seeds have such a score.`] : []),
  ].join(' ');
}

function scoreKey({
  method,
  labels,
  metric,
  ...setting
}: Setting & { readonly method: string; readonly labels: LabelGroup; readonly metric: string }): string {
  return JSON.stringify([settingKey(setting), method, labels, metric]);
}

export function columnOf(metric: string, metrics: readonly MetricInfo[] = defaultMetrics): Column {
  const { title, better } = metrics.find(({ name }) => name === metric) ?? {};
  return {
    metric,
    title: title ?? metric.charAt(0).toUpperCase() + metric.slice(1),
    arrow: better === undefined ? '' : better === 'lower' ? '↓' : '↑',
  };
}

/** The best mean as it is printed; undefined where there is nothing to choose from. */
function bestOf(rows: readonly SummaryRow[], arrow: Column['arrow']): string | undefined {
  const means = rows.map((row) => row.mean).filter(Number.isFinite);
  if (means.length < 2 || arrow === '') return undefined;
  return formatNumber(arrow === '↓' ? Math.min(...means) : Math.max(...means));
}
