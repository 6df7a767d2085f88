import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { Backend } from '@ildl/backends';
import { ildlError } from '@ildl/internal';
import { cellId } from './cell-id.js';
import { cellsOf, type Plan, type PlannedCell } from './plan.js';
import type { Cell, CellConfig } from './result.js';
import type { ResultStore } from './result-store.js';
import { failedCell } from './run-cell.js';
import { workerPool } from './worker-pool.js';

/** What a benchmark reports. */
export type BenchmarkEvent =
  /** Once, before the first cell: the cells to run, and how many earlier runs finished. */
  | { readonly type: 'start'; readonly open: readonly CellConfig[]; readonly finished: number }
  /** What a user should know of the run, once. */
  | { readonly type: 'notice'; readonly text: string }
  | {
      readonly type: 'progress';
      readonly config: CellConfig;
      readonly epoch: number;
      readonly epochs: number;
    }
  /** A cell that this run or, `elsewhere`, another process finished. */
  | { readonly type: 'cell'; readonly cell: Cell; readonly elsewhere?: true };

export interface BenchmarkOptions {
  /** Cells at a time; by default as many as there are cores. */
  readonly workers?: number;
  /** Seconds without any event of a fit after which its cell fails; by default 600. */
  readonly cellTimeout?: number;
  /** Ends the run: workers are killed, and what is finished stays. */
  readonly signal?: AbortSignal;
}

/** Seconds between two looks at cells that other processes compute. */
const lookEvery = 2;

/**
 * Runs the cells of plans that are not finished, and publishes each as it ends. Can be killed at any moment and started
 * again, and several processes may run it on one folder: each takes cells that no other computes at the moment, and it
 * ends when all are finished. A cell that failed is run again; one that diverged is finished.
 * @returns all cells of the plans, in their order
 * @throws `ILDL_ENGINE` for plans of another engine than `backend`; for results that cannot be written; where workers
 * cannot begin; the reason of `signal`
 */
export async function* runBenchmark(
  plans: readonly Plan[],
  store: ResultStore,
  backend: Backend,
  { workers = availableParallelism(), cellTimeout = 600, signal }: BenchmarkOptions = {},
): AsyncGenerator<BenchmarkEvent, Cell[]> {
  for (const { engine } of plans)
    if (
      engine.backend !== backend.name ||
      engine.version !== backend.version ||
      engine.threads !== backend.threads
    )
      throw ildlError(
        'ILDL_ENGINE',
        `The plan is for the engine ${engine.backend} ${engine.version} with ${engine.threads} threads, and this is ${backend.name} ${backend.version} with ${backend.threads}; run it where that engine is, or plan for this one with --fresh.`,
      );
  const cells = [...new Map(plans.flatMap(cellsOf).map((cell) => [cellId(cell.config), cell])).values()];
  const results = new Map<string, Cell>();
  for (const cell of await store.readAll(cells.map(({ config }) => config)))
    if (cell.status !== 'failed') results.set(cellId(cell.config), cell);
  /** Cells to compute, and those that other processes had claimed when they were looked at. */
  const waiting = cells.filter(({ config }) => !results.has(cellId(config)));
  const claimed: PlannedCell[] = [];
  yield { type: 'start', open: waiting.map(({ config }) => config), finished: results.size };

  const events: BenchmarkEvent[] = [];
  const found = async ({ config }: PlannedCell): Promise<boolean> => {
    if (!(await store.has(config))) return false;
    const cell = await store.read(config);
    if (cell === undefined || cell.status === 'failed') return false;
    results.set(cellId(config), cell);
    events.push({ type: 'cell', cell, elsewhere: true });
    return true;
  };
  const settle = async (cell: Cell): Promise<void> => {
    const { predictionsFile: _, ...kept } = cell;
    if ((await store.publish(cell)) === 'differs')
      events.push({
        type: 'notice',
        text: `Two processes computed ${cell.config.method.id} on ${cell.config.dataset.name}, fold ${cell.config.fold + 1}, and got different results; the first is kept. Please report it: equal code, data and engines give equal bytes.`,
      });
    await store.leases.release(cellId(cell.config));
    results.set(cellId(cell.config), kept);
    events.push({ type: 'cell', cell: kept });
  };
  const take = async (): Promise<PlannedCell | undefined> => {
    for (;;) {
      const cell = waiting.shift();
      if (cell === undefined) {
        if (claimed.length === 0) return undefined;
        await wait(lookEvery * 1000, undefined, signal ? { signal } : {});
        waiting.push(...claimed.splice(0));
        continue;
      }
      const { config, method } = cell;
      const id = cellId(config);
      if (await found(cell)) continue;
      if (!(await store.leases.claim(id))) {
        claimed.push(cell);
        continue;
      }
      // It may have been published between the look and the claim.
      if (await found(cell)) {
        await store.leases.release(id);
        continue;
      }
      if (method.fault === undefined) return cell;
      await settle(failedCell(config, method.fault, 0));
    }
  };

  const open = Math.min(workers, waiting.length);
  try {
    for await (const event of workerPool(take, {
      workers: open,
      backend,
      cellTimeout,
      ...(signal && { signal }),
    })) {
      if (event.type === 'cell') await settle(event.cell);
      else yield event;
      yield* events.splice(0);
    }
    yield* events.splice(0);
  } finally {
    await store.leases.close();
  }
  return cells.flatMap(({ config }) => results.get(cellId(config)) ?? []);
}
