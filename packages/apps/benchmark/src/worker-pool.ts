import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Backend } from '@ildl/backends';
import { ildlError } from '@ildl/internal';
import type { PlannedCell } from './plan.js';
import type { Cell } from './result.js';
import type { CellProgress } from './run-cell.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

/** What comes out of a pool: progress of a cell, the cell, or what a user should know of the run. */
export type PoolEvent =
  | { readonly type: 'notice'; readonly text: string }
  | ({ readonly type: 'progress'; readonly config: PlannedCell['config'] } & CellProgress)
  | { readonly type: 'cell'; readonly cell: Cell };

/** How often a cell is begun before a worker's death counts as the cell's fault. */
const attempts = 2;

/**
 * Workers keep all cores busy: threads that collect garbage beside one would hold up another. Larger generations need
 * collecting less often; in MiB.
 */
const engineOptions = ['--single-threaded-gc', '--min-semi-space-size=16', '--initial-heap-size=512'];

const entry = fileURLToPath(new URL('./worker.js', import.meta.url));

/**
 * Runs cells in child processes that are used again, one cell at a time each. A worker that dies is replaced and its cell
 * begun once more; a cell that kills two workers becomes a failed result.
 * @throws what a worker could not begin: a missing module, a changed dataset
 */
export async function* workerPool(
  cells: readonly PlannedCell[],
  { workers, backend }: { readonly workers: number; readonly backend: Backend },
): AsyncGenerator<PoolEvent, void> {
  const waiting = cells.map((cell) => ({ cell, attempt: 1 }));
  const children = new Set<ChildProcess>();
  const events: PoolEvent[] = [];
  const notices = new Set<string>();
  let running = 0;
  let failure: Error | undefined;
  let wake = () => {};

  const report = (event: PoolEvent) => {
    events.push(event);
    wake();
  };
  const fail = (error: Error) => {
    failure ??= error;
    wake();
  };

  const start = () => {
    const child = fork(entry, [], {
      execArgv: engineOptions,
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const began = performance.now();
    children.add(child);
    running++;
    let current: (typeof waiting)[number] | undefined;
    let isReady = false;
    const tell = (message: ToWorker) => child.send(message);
    const next = () => {
      current = waiting.shift();
      if (current) tell({ type: 'cell', cell: current.cell });
      else child.disconnect();
    };
    child.on('message', (message: FromWorker) => {
      switch (message.type) {
        case 'ready':
          isReady = true;
          return next();
        case 'progress':
          return current && report({ ...message, config: current.cell.config });
        case 'notice':
          // Every worker says it.
          if (!notices.has(message.text)) report(message);
          notices.add(message.text);
          return;
        case 'done':
          report({ type: 'cell', cell: message.cell });
          return next();
        case 'error':
          return fail(ildlError(message.code as `ILDL_${string}`, message.message));
      }
    });
    child.on('error', fail);
    child.on('exit', (code, signal) => {
      children.delete(child);
      running--;
      if (current) {
        const { cell, attempt } = current;
        if (attempt < attempts) waiting.unshift({ cell, attempt: attempt + 1 });
        else
          report({
            type: 'cell',
            cell: lost(cell, signal ?? `exit code ${code}`, performance.now() - began),
          });
      } else if (!isReady)
        fail(
          ildlError('ILDL_WORKER', `A worker process ended with ${signal ?? code} before its first cell.`),
        );
      if (waiting.length > 0 && failure === undefined) start();
      wake();
    });
    tell({ type: 'start', backend: backend.name, threads: backend.threads });
  };

  try {
    for (let i = 0; i < Math.min(workers, cells.length); i++) start();
    while (true) {
      const event = events.shift();
      if (event) yield event;
      else if (failure) throw failure;
      else if (running === 0) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    for (const child of children) child.kill();
  }
}

const lost = ({ config }: PlannedCell, end: string, milliseconds: number): Cell => ({
  config,
  status: 'failed',
  reason: `The worker process ended with ${end}, twice; it may have run out of memory.`,
  rows: { train: 0, valid: 0, test: 0 },
  labelMass: { before: [], after: [] },
  epochs: [],
  timing: { seconds: milliseconds / 1000, date: new Date().toISOString() },
});
