import { loadBackend } from '@ildl/backends';
import type { Dataset } from '@ildl/datasets';
import { ildlError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs';
import { match } from 'ts-pattern';
import { loadDataset, loadMethod, loadMethods, reasonOf } from './load-source.js';
import { descriptorOf } from './method-descriptor.js';
import type { DatasetSource, PlannedCell } from './plan.js';
import type { Cell } from './result.js';
import { failedCell, runCell } from './run-cell.js';
import { endWithParent } from './watchdog.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

// The entry of a child process that loads methods and runs cells one after the other. It publishes nothing: the parent
// does.

/** Ends the process, whatever a method did to `process.exit`. */
const end = process.exit.bind(process);

const tell = (message: FromWorker) => process.send?.(message);

/** Numbers of datasets that a worker keeps, in bytes. */
const mostHeld = 512 * 2 ** 20;

/** The last datasets, the oldest first. */
const held = new Map<string, { readonly dataset: Dataset; readonly bytes: number }>();

const datasetOf = async (source: DatasetSource): Promise<Dataset> => {
  const key = JSON.stringify(source);
  const known = held.get(key);
  if (known) return known.dataset;
  const dataset = await loadDataset(source);
  const bytes = dataset.features.values.byteLength + dataset.labels.values.byteLength;
  held.set(key, { dataset, bytes });
  let total = [...held.values()].reduce((sum, one) => sum + one.bytes, 0);
  for (const [oldest, one] of held) {
    if (total <= mostHeld || oldest === key) break;
    held.delete(oldest);
    total -= one.bytes;
  }
  return dataset;
};

/** Milliseconds between two reports of progress: a fit may have thousands of epochs a second. */
const reportEvery = 100;

/** The cell that is running, to which all that goes astray belongs. */
let current: { readonly cell: PlannedCell; readonly began: number } | undefined;

const run = async (cell: PlannedCell): Promise<Cell> => {
  const { config } = cell;
  const dataset = await datasetOf(cell.dataset);
  if (dataset.sha256 !== config.dataset.sha256)
    throw ildlError(
      'ILDL_PLAN',
      `The dataset ${config.dataset.name} is not the one of the plan; begin a new one with --fresh.`,
    );
  const began = performance.now();
  const method = await loadMethod(cell.method).catch((error: unknown) => error as Error);
  if (method instanceof Error) return failedCell(config, method.message, performance.now() - began);
  let reported = Number.NEGATIVE_INFINITY;
  return runCell(config, dataset, method, (progress) => {
    const now = performance.now();
    if (now - reported < reportEvery) return;
    reported = now;
    tell(progress === undefined ? { type: 'alive' } : { type: 'progress', ...progress });
  });
};

const answer = (message: ToWorker): Promise<FromWorker> =>
  match(message)
    .with({ type: 'start' }, async ({ backend, threads, fma }) => {
      await loadBackend(backend, { threads, fma });
      // Of the backends only that of compiled steps has notices.
      Object.assign(tf.backend(), { onNotice: (text: string) => tell({ type: 'notice', text }) });
      return { type: 'ready' } as const;
    })
    .with({ type: 'cell' }, async ({ cell }) => {
      current = { cell, began: performance.now() };
      const result = await run(cell);
      current = undefined;
      return { type: 'done', cell: result } as const;
    })
    .with({ type: 'describe' }, async ({ module }) => ({
      type: 'described' as const,
      methods: (await loadMethods(module)).map(descriptorOf),
    }))
    .with({ type: 'try' }, async (source) => {
      await loadMethod(source);
      return { type: 'tried' } as const;
    })
    .exhaustive();

process.on('message', async (message: ToWorker) => {
  try {
    tell(await answer(message));
  } catch (error) {
    const { message: text, code } = error as Error & { code?: string };
    tell({ type: 'error', message: text, code: code ?? 'ILDL_WORKER' });
  }
});

/** What a method left behind that throws when nobody waits for it: the cell fails, and this process with it. */
const astray = (thrown: unknown) => {
  if (current === undefined) return end(1);
  const { cell, began } = current;
  const reason = `It threw outside of its fit: ${reasonOf(thrown)}`;
  const failed = failedCell(cell.config, reason, performance.now() - began);
  process.send?.({ type: 'done', cell: failed, isLast: true } satisfies FromWorker, () => end(1));
};
process.on('uncaughtException', astray);
process.on('unhandledRejection', astray);
// Without its parent a worker would train on for nobody. Signals of a terminal reach the parent, which ends its workers.
process.on('disconnect', () => end(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.exit = (code) => {
  throw ildlError('ILDL_METHOD', `It called process.exit(${code ?? ''}).`);
};
endWithParent();
