import {
  type Cell,
  type Comparison,
  compareTo,
  defaultMetrics,
  groupCells,
  type LabelGroup,
  type MetricInfo,
  type Setting,
  type SummaryRow,
  settingKey,
  summarise,
} from '@ildl/benchmark';
import { ildlError } from '@ildl/internal';
import { nameOf, type Publication } from './publication.js';
import { type Column, formatNumber } from './table.js';
import { inTableOrder } from './table-order.js';

/** What decides the tables of cells. */
export interface CellOptions {
  /**
   * The method that the others are marked against, as the table names it. By default that of the publication, where a
   * setting has it.
   */
  readonly reference?: string;
  /** The paper whose order of methods and datasets tables keep, and whose scores stand beside ours. */
  readonly publication?: Publication;
  /** Metrics in the order of the columns, with their directions; by default those of `@ildl/benchmark`. */
  readonly metrics?: readonly MetricInfo[];
}

/** Scores on one group of labels: all that is said of them, before it is printed. */
export interface Scores {
  /** What they have in common: a dataset or a metric. */
  readonly title: string;
  /** How they came about. */
  readonly about: string;
  readonly labels: LabelGroup;
  readonly columns: readonly Column[];
  readonly rows: readonly ScoreRow[];
  /** The method that the marks refer to; undefined where it is not among the results. */
  readonly reference: string | undefined;
  /** Names of the variants of the reference, where there are several and none is the reference. */
  readonly variants: readonly string[];
}

/** The scores of one setting, methods × metrics. */
export interface SettingScores extends Scores {
  readonly setting: Setting;
  readonly columns: readonly MetricColumn[];
}

export interface MetricColumn extends Column {
  readonly metric: string;
}

export interface ScoreRow {
  /** Its id, and what tells it from other variants. */
  readonly method: string;
  /** What is printed. */
  readonly name: string;
  /** One a column. */
  readonly scores: readonly Score[];
  /** Number of finished folds × seeds. */
  readonly n: number;
  readonly diverged: number;
  readonly failed: number;
  /** Number of fits whose minimizer stopped before it converged. */
  readonly unconverged: number;
}

export interface Score {
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
 * The scores of every setting: methods as rows, metrics as columns. What is printed in any format comes from here.
 *
 * @throws `ILDL_NO_RESULTS` where `cells` is empty, and `ILDL_REFERENCE` where
 * `reference` names no method of any setting.
 */
export function settingScores(cells: readonly Cell[], options: CellOptions = {}): readonly SettingScores[] {
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
      .map(({ labels, own }): SettingScores => {
        const columns = own.map(({ metric }) => columnOf(metric, metrics));
        const scores = columns.map(({ metric }) =>
          ordered.map(
            (method) => summary.get(scoreKey({ ...setting, labels, method, metric })) as SummaryRow,
          ),
        );
        const best = scores.map((of, k) => bestOf(of, (columns[k] as Column).better));
        const rows = ordered.map((method, i): ScoreRow => {
          const own = scores.map((of) => of[i] as SummaryRow);
          const { diverged, failed } = own[0] as SummaryRow;
          return {
            method,
            name: nameOf(publication, method),
            scores: own.map((row, k) => ({
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

export const labelGroups: readonly LabelGroup[] = ['all', 'head', 'tail'];

/** Marks a score some of whose fits did not converge, followed by their number. */
export const unconvergedSign = '†';

/** Marks a score that fewer folds have than those of other datasets, followed by their number. */
export const fewerSign = 'n = ';

/** The results of a row that have no score: `1 diverged`, `2 failed`; empty where all have one. */
export function lost({ diverged, failed }: Pick<ScoreRow, 'diverged' | 'failed'>): readonly string[] {
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

function scoreKey({
  method,
  labels,
  metric,
  ...setting
}: Setting & { readonly method: string; readonly labels: LabelGroup; readonly metric: string }): string {
  return JSON.stringify([settingKey(setting), method, labels, metric]);
}

export function columnOf(metric: string, metrics: readonly MetricInfo[] = defaultMetrics): MetricColumn {
  const { title, better } = metrics.find(({ name }) => name === metric) ?? {};
  return {
    metric,
    title: title ?? metric.charAt(0).toUpperCase() + metric.slice(1),
    ...(better && { better }),
  };
}

/** The best mean as it is printed; undefined where there is nothing to choose from. */
function bestOf(rows: readonly SummaryRow[], better: Column['better']): string | undefined {
  const means = rows.map((row) => row.mean).filter(Number.isFinite);
  if (means.length < 2 || better === undefined) return undefined;
  return formatNumber(better === 'lower' ? Math.min(...means) : Math.max(...means));
}
