import type { Backend } from '@ildl/backends';
import { ildlError } from '@ildl/internal';
import { type Child, startChild } from './child.js';
import type { PlannedCell } from './plan.js';
import type { Cell } from './result.js';
import { type CellProgress, failedCell } from './run-cell.js';
import type { FromWorker } from './worker-messages.js';

/** What comes out of a pool: progress of a cell, the cell, or what a user should know of the run. */
export type PoolEvent =
  | { readonly type: 'notice'; readonly text: string }
  | ({ readonly type: 'progress'; readonly config: PlannedCell['config'] } & CellProgress)
  | { readonly type: 'cell'; readonly cell: Cell };

export interface PoolOptions {
  readonly workers: number;
  readonly backend: Backend;
  /** Seconds without any event of a fit after which its cell fails. */
  readonly cellTimeout: number;
  /** Ends the pool with its reason. */
  readonly signal?: AbortSignal;
}

/** How often a cell is begun before the death of a worker by a signal counts as the cell's fault. */
const attempts = 2;

/** How many workers may end before they are ready, one after the other. */
const mostFalseStarts = 3;

/** Seconds that a worker may take to be ready. */
const startTime = 120;

/** Why a process ended, for people. */
const reasonOfEnd = (end: string): string => {
  if (end === 'SIGKILL') return 'Its process was killed, twice; it may have run out of memory.';
  if (end === 'SIGABRT' || end === 'exit code 134') return 'Its process ran out of memory, twice.';
  return `Its process ended with ${end}.`;
};

/**
 * Runs cells in child processes that are used again, one cell at a time each. What a method does there fails its own cell
 * alone: it throws, ends its process, or reports nothing for too long.
 * @param take gives the next cell to run; undefined where there is none any more
 * @throws `ILDL_WORKER` where workers end before they are ready, and what else a worker could not begin: a changed dataset
 */
export async function* workerPool(
  take: () => Promise<PlannedCell | undefined>,
  { workers, backend, cellTimeout, signal }: PoolOptions,
): AsyncGenerator<PoolEvent, void> {
  const again: { readonly cell: PlannedCell; readonly attempt: number }[] = [];
  const children = new Set<Child>();
  const events: PoolEvent[] = [];
  const notices = new Set<string>();
  let falseStarts = 0;
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
    let current: { readonly cell: PlannedCell; readonly attempt: number; readonly began: number } | undefined;
    let isReady = false;
    /** Whether there is no cell left for it. */
    let isDone = false;
    let silence: NodeJS.Timeout | undefined;
    const expectWithin = (seconds: number, otherwise: () => void) => {
      clearTimeout(silence);
      silence = setTimeout(otherwise, seconds * 1000);
    };
    const finish = (cell: Cell) => {
      current = undefined;
      report({ type: 'cell', cell });
    };
    const tooLong = () => {
      if (current)
        finish(
          failedCell(
            current.cell.config,
            `It reported nothing for ${cellTimeout} s; give more time with --cell-timeout where it needs that.`,
            performance.now() - current.began,
          ),
        );
      child.kill();
    };
    const next = async () => {
      clearTimeout(silence);
      const waiting = again.shift();
      const cell = waiting?.cell ?? (await take());
      if (cell === undefined) {
        isDone = true;
        return child.process.disconnect();
      }
      current = { cell, attempt: waiting?.attempt ?? 1, began: performance.now() };
      expectWithin(cellTimeout, tooLong);
      child.tell({ type: 'cell', cell });
    };
    const onMessage = (message: FromWorker) => {
      if (current) expectWithin(cellTimeout, tooLong);
      switch (message.type) {
        case 'ready':
          isReady = true;
          falseStarts = 0;
          next().catch(fail);
          return;
        case 'progress':
          if (current) report({ ...message, config: current.cell.config });
          return;
        case 'notice':
          // Every worker says it.
          if (!notices.has(message.text)) report(message);
          notices.add(message.text);
          return;
        case 'done':
          if (current === undefined) return;
          finish(message.cell);
          if (!message.isLast) next().catch(fail);
          return;
        case 'error':
          fail(ildlError(message.code as `ILDL_${string}`, message.message));
      }
    };
    const onExit = (end: string) => {
      clearTimeout(silence);
      children.delete(child);
      if (current) {
        const { cell, attempt, began } = current;
        // What a process does on its own it does again.
        if (attempt < attempts && !end.startsWith('exit code')) again.push({ cell, attempt: attempt + 1 });
        else finish(failedCell(cell.config, reasonOfEnd(end), performance.now() - began));
      } else if (!isReady && ++falseStarts >= mostFalseStarts)
        fail(
          ildlError(
            'ILDL_WORKER',
            `Worker processes end with ${end} before their first cell; try --workers 1 or another --backend.`,
          ),
        );
      if (!isDone && failure === undefined) start();
      wake();
    };
    const child = startChild(onMessage, onExit);
    children.add(child);
    expectWithin(startTime, () => child.kill());
    const { name, threads, fma } = backend;
    child.tell({ type: 'start', backend: name, threads, fma });
  };

  const abort = () => fail(signal?.reason);
  signal?.addEventListener('abort', abort);
  try {
    signal?.throwIfAborted();
    for (let i = 0; i < workers; i++) start();
    while (true) {
      const event = events.shift();
      if (event) yield event;
      else if (failure) throw failure;
      else if (children.size === 0) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    for (const child of children) child.kill();
  }
}
