import { type Backend, type BackendName, backendNames, loadBackend } from '@ildl/backends';
import {
  type Cell,
  cellsOfAll,
  makePlan,
  type Plan,
  type PlanRequest,
  type Regime,
  type ResultStore,
  runBenchmark,
  scoreCells,
} from '@ildl/benchmark';
import type { Metric } from '@ildl/interface';
import { ildlError } from '@ildl/internal';
import type { EngineName } from './choices.js';
import type { FolderPlan } from './folder-plan.js';
import { showProgress } from './show-progress.js';
import { didYouMean, usageError } from './usage-error.js';

/** What every command that works takes. */
export interface WorkArguments {
  readonly workers: number;
  /** Seconds without any event of a fit after which its cell fails. */
  readonly cellTimeout: number;
}

/** What every command that plans a benchmark takes. */
export interface PlanArguments extends WorkArguments {
  readonly folds: number;
  readonly seed: readonly number[];
  readonly validation: Regime['validation'];
  readonly set?: readonly string[];
  readonly normalize?: boolean;
  /** How many option sets every cell tries at most. */
  readonly tune?: number;
  /** Names or modules of metrics; the default ones without. */
  readonly metrics?: readonly string[];
  readonly out: string;
  readonly backend?: string;
  readonly engine?: EngineName;
  readonly json?: boolean;
  /** Begins a new plan in a folder that has one. */
  readonly fresh?: boolean;
}

/** @throws `ILDL_USAGE` for a name that is no backend */
export const backendNamed = (name: string | undefined): BackendName | undefined => {
  if (name !== undefined && !backendNames.includes(name as BackendName))
    throw usageError(`There is no backend "${name}".${didYouMean(name, backendNames)}`);
  return name as BackendName | undefined;
};

/** The engine that a command line asks for. */
export const loadEngine = ({
  backend,
  engine,
}: Pick<PlanArguments, 'backend' | 'engine'>): Promise<Backend> =>
  loadBackend(
    backendNamed(backend) ?? (engine === undefined ? undefined : 'compiled'),
    engine === undefined ? {} : { fma: engine === 'fma' },
  );

/** The engine of a plan. */
export const loadEngineOf = ({ engine }: Plan): Promise<Backend> =>
  loadBackend(engine.backend as BackendName, {
    threads: engine.threads,
    ...(engine.backend === 'compiled' ? { fma: engine.version.endsWith('+fma') } : {}),
  });

/** Plans what is asked for, saying what is worth knowing of it. */
export const planned = async (request: PlanRequest, backend: Backend): Promise<Plan> => {
  const { plan, notes } = await makePlan(request, backend);
  for (const note of notes) process.stderr.write(`Note: ${note}\n`);
  return plan;
};

const signals = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/**
 * Runs what is not finished of plans, showing how far it is, and gives all their cells.
 * @throws `ILDL_STOPPED` where a signal ends it, with the number of the signal as its cause
 */
export const work = async (
  plans: readonly Plan[],
  store: ResultStore,
  backend: Backend,
  { workers, cellTimeout }: WorkArguments,
): Promise<readonly Cell[]> => {
  const progress = showProgress(process.stderr, workers);
  const stop = new AbortController();
  const stopBy = (signal: keyof typeof signals) => () => {
    const { finished, total } = progress.count();
    stop.abort(
      ildlError(
        'ILDL_STOPPED',
        `Stopped with ${finished} of ${total} cells finished; run the same command again to go on.`,
        { cause: signals[signal] },
      ),
    );
  };
  const handlers = (Object.keys(signals) as (keyof typeof signals)[]).map(
    (signal) => [signal, stopBy(signal)] as const,
  );
  for (const [signal, handler] of handlers) process.once(signal, handler);
  const events = runBenchmark(plans, store, backend, { workers, cellTimeout, signal: stop.signal });
  try {
    for (;;) {
      const next = await events.next();
      if (next.done) return next.value;
      progress.on(next.value);
    }
  } finally {
    progress.end();
    for (const [signal, handler] of handlers) process.off(signal, handler);
  }
};

/** The cells of the plan of a folder that there are, scored by these metrics. */
export const resultsOf = async (
  store: ResultStore,
  plan: FolderPlan | undefined,
  metrics: readonly Metric[],
): Promise<readonly Cell[]> => {
  const configs = plan && cellsOfAll(plan.plans).map(({ config }) => config);
  return scoreCells(store, await store.readAll(configs), metrics);
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
  const failed = tellFailures(cells);
  (json ? process.stderr : process.stdout).write(`Report: ${report}\n`);
  return failed > 0 ? 1 : 0;
};

/** Names what failed, with the reasons, and says how many. */
export const tellFailures = (cells: readonly Cell[]): number => {
  const failed = cells.filter(({ status }) => status === 'failed');
  for (const { config, reason } of failed)
    process.stderr.write(
      `${config.method.id} failed on ${config.dataset.name}, fold ${config.fold + 1}: ${reason}\n`,
    );
  return failed.length;
};
