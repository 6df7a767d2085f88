import { type BackendName, backendNames, loadBackend } from '@ildl/backends';
import {
  type Cell,
  type CellConfig,
  type MethodSource,
  type Plan,
  resultStore,
  runBenchmark,
  scoreCells,
} from '@ildl/benchmark';
import type { Metric, Options } from '@ildl/interface';
import type { FoundMethod } from './find-methods.js';
import { settingsOf } from './parse-settings.js';
import { showProgress } from './show-progress.js';
import { didYouMean, usageError } from './usage-error.js';

/** What every command that runs a benchmark takes. */
export interface PlanArguments {
  readonly folds: number;
  readonly seed: readonly number[];
  readonly validation: CellConfig['validation'];
  readonly set?: readonly string[];
  readonly normalize?: boolean;
  /** How many option sets every cell tries at most. */
  readonly tune?: number;
  /** Names or modules of metrics; the default ones without. */
  readonly metrics?: readonly string[];
  readonly out: string;
  readonly workers: number;
  readonly backend?: string;
  readonly json?: boolean;
}

/** @throws `ILDL_USAGE` for a name that is no backend */
export const backendNamed = (name: string | undefined): BackendName | undefined => {
  if (name !== undefined && !backendNames.includes(name as BackendName))
    throw usageError(`There is no backend "${name}".${didYouMean(name, backendNames)}`);
  return name as BackendName | undefined;
};

/** A method with its options as a plan has it. */
export const methodSource = (
  { definition: { id }, module, version }: FoundMethod,
  options: Options = {},
): MethodSource => ({ id, module, version, options });

/** The plan with tuning, which leaves alone what `--set` sets. */
const tuned = (plan: Plan, { tune, set = [] }: Pick<PlanArguments, 'tune' | 'set'>): Plan =>
  tune === undefined
    ? plan
    : {
        ...plan,
        tune,
        methods: plan.methods.map((method) => ({ ...method, fixed: settingsOf(method.id, set) })),
      };

/** Runs what is not finished of a plan, showing how far it is, and gives all its cells, scored by these metrics. */
export const runPlan = async (
  plan: Plan,
  args: Pick<PlanArguments, 'out' | 'workers' | 'backend' | 'tune' | 'set'>,
  metrics: readonly Metric[],
): Promise<readonly Cell[]> => {
  const { out, workers, backend } = args;
  const loaded = await loadBackend(backendNamed(backend));
  const store = await resultStore(out, { create: true });
  const progress = showProgress(process.stderr, workers, () => performance.now());
  const events = runBenchmark(tuned(plan, args), store, loaded, { workers });
  try {
    for (;;) {
      const next = await events.next();
      if (next.done) return scoreCells(store, next.value, metrics);
      progress.on(next.value);
    }
  } finally {
    progress.end();
  }
};

/**
 * Says how a benchmark ended.
 * @param text What goes to standard output: a document for programs with `json`, else tables
 * @param report The path of the page
 * @returns the exit code
 */
export const tellOutcome = (
  cells: readonly Cell[],
  { text, report, json = false }: { readonly text: string; readonly report: string; readonly json?: boolean },
): number => {
  process.stdout.write(json ? `${text}\n` : `\n${text}\n`);
  const failed = cells.filter(({ status }) => status === 'failed');
  for (const { config, reason } of failed)
    process.stderr.write(
      `${config.method.id} failed on ${config.dataset.name}, fold ${config.fold + 1}: ${reason}\n`,
    );
  (json ? process.stderr : process.stdout).write(`Report: ${report}\n`);
  return failed.length > 0 ? 1 : 0;
};
