import { availableParallelism } from 'node:os';
import type { Backend } from '@ildl/backends';
import { kFold } from '@ildl/datasets';
import type { MethodDefinition, Search } from '@ildl/interface';
import { ildlError } from '@ildl/internal';
import { cellId } from './cell-id.js';
import { loadDataset, loadMethod } from './load-source.js';
import type { MethodSource, Plan, PlannedCell } from './plan.js';
import type { Cell, CellConfig } from './result.js';
import type { ResultStore } from './result-store.js';
import { workerPool } from './worker-pool.js';

/** What a benchmark reports. */
export type BenchmarkEvent =
  /** Once, before the first cell: the cells to run, and how many earlier runs finished. */
  | {
      readonly type: 'start';
      readonly open: readonly CellConfig[];
      readonly finished: number;
      /** What is worth knowing of the datasets and of tuning, in sentences. */
      readonly notes: readonly string[];
    }
  /** What a user should know of the run, once. */
  | { readonly type: 'notice'; readonly text: string }
  | {
      readonly type: 'progress';
      readonly config: CellConfig;
      readonly epoch: number;
      readonly epochs: number;
    }
  | { readonly type: 'cell'; readonly cell: Cell };

/** The values that tuning tries. */
const searchOf = ({ search = {} }: MethodDefinition, { fixed = [] }: MethodSource): Search =>
  Object.fromEntries(Object.entries(search).filter(([option]) => !fixed.includes(option)));

const tuningNote = (budget: number, searches: ReadonlyMap<MethodSource, Search>): string => {
  const without = [...searches].flatMap(([{ id }, search]) => (Object.keys(search).length > 0 ? [] : [id]));
  const rest =
    without.length === 0
      ? ''
      : ` Nothing to search, so their options are kept: ${[...new Set(without)].join(', ')}.`;
  return `Every cell of every method tries ${budget} option ${budget === 1 ? 'set' : 'sets'} (all, where a method has fewer) and keeps the one with the least KL on validation rows.${rest}`;
};

/** The cells of a plan: dataset by dataset, so that a worker reads each once. */
const plannedCells = async (plan: Plan, engine: CellConfig['engine']) => {
  const cells: PlannedCell[] = [];
  const notes: string[] = [];
  const searches = new Map<MethodSource, Search>();
  for (const method of plan.methods) searches.set(method, searchOf(await loadMethod(method), method));
  const { tune } = plan;
  if (tune !== undefined) notes.push(tuningNote(tune, searches));
  for (const source of plan.datasets) {
    const { features, labels, sha256, shapeNote } = await loadDataset(source);
    if (plan.protocol === 'sampled' && source.sampling === undefined)
      throw ildlError(
        'ILDL_PLAN',
        `There are no sampling values for the dataset ${source.name}; give --sampling a,b,c,d or --protocol full.`,
      );
    if (shapeNote) notes.push(shapeNote);
    kFold(labels.rows, { folds: plan.folds });
    const dataset = {
      name: source.name,
      sha256,
      rows: labels.rows,
      features: features.columns,
      labels: labels.columns,
      ...(plan.protocol === 'sampled' && source.sampling ? { sampling: source.sampling } : {}),
    };
    const { protocol, validation, folds } = plan;
    for (const method of plan.methods)
      for (const seed of plan.seeds)
        for (let fold = 0; fold < folds; fold++) {
          const { id, options, version } = method;
          const config = {
            method: { id, options, version },
            dataset,
            protocol,
            validation,
            folds,
            fold,
            seed,
            engine,
            ...(tune === undefined ? {} : { tune: { budget: tune, search: searches.get(method) as Search } }),
          };
          cells.push({ config, method, dataset: source });
        }
  }
  return { cells, notes };
};

/**
 * Runs the cells of a plan that are not finished, and publishes each as it ends. Can be killed at any moment and started
 * again. A cell that failed is run again; one that diverged is finished.
 * @returns all cells of the plan, in its order
 * @throws for a plan that cannot be run, before anything runs; for results that cannot be written
 */
export async function* runBenchmark(
  plan: Plan,
  store: ResultStore,
  backend: Backend,
  { workers = availableParallelism() }: { readonly workers?: number } = {},
): AsyncGenerator<BenchmarkEvent, Cell[]> {
  const { name, version, threads } = backend;
  const { cells, notes } = await plannedCells(plan, { backend: name, version, threads });
  const results = new Map<string, Cell>();
  for (const { config } of cells) {
    const cell = await store.read(config);
    if (cell && cell.status !== 'failed') results.set(cellId(config), cell);
  }
  const open = cells.filter(({ config }) => !results.has(cellId(config)));
  yield { type: 'start', open: open.map(({ config }) => config), finished: results.size, notes };
  for await (const event of workerPool(open, { workers, backend })) {
    if (event.type === 'cell') {
      await store.publish(event.cell);
      const { predictionsFile: _, ...cell } = event.cell;
      results.set(cellId(cell.config), cell);
      yield { type: 'cell', cell };
    } else yield event;
  }
  return cells.flatMap(({ config }) => results.get(cellId(config)) ?? []);
}
