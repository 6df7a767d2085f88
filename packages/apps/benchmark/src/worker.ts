import { loadBackend } from '@ildl/backends';
import type { Dataset } from '@ildl/datasets';
import { ildlError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs';
import { match } from 'ts-pattern';
import { loadDataset, loadMethod } from './load-source.js';
import type { PlannedCell } from './plan.js';
import { runCell } from './run-cell.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

// The entry of a child process that runs cells one after the other. It publishes nothing: the parent does.

const tell = (message: FromWorker) => process.send?.(message);

/** The last dataset: cells of one dataset follow each other. */
let held: { readonly key: string; readonly dataset: Dataset } | undefined;

const datasetOf = async ({ dataset: source, config }: PlannedCell): Promise<Dataset> => {
  const key = JSON.stringify(source);
  if (held?.key !== key) held = { key, dataset: await loadDataset(source) };
  if (held.dataset.sha256 !== config.dataset.sha256)
    throw ildlError(
      'ILDL_PLAN',
      `The dataset ${source.name} changed while the benchmark ran; start it again.`,
    );
  return held.dataset;
};

/** Milliseconds between two reports of progress: a fit may have thousands of epochs a second. */
const reportEvery = 100;

const run = async (cell: PlannedCell): Promise<FromWorker> => {
  let reported = Number.NEGATIVE_INFINITY;
  const dataset = await datasetOf(cell);
  const method = await loadMethod(cell.method);
  const result = await runCell(cell.config, dataset, method, (progress) => {
    const now = performance.now();
    if (now - reported < reportEvery) return;
    reported = now;
    tell({ type: 'progress', ...progress });
  });
  return { type: 'done', cell: result };
};

const answer = (message: ToWorker): Promise<FromWorker> =>
  match(message)
    .with({ type: 'start' }, async ({ backend, threads }) => {
      await loadBackend(backend, { threads });
      // Of the backends only that of compiled steps has notices.
      Object.assign(tf.backend(), { onNotice: (text: string) => tell({ type: 'notice', text }) });
      return { type: 'ready' } as const;
    })
    .with({ type: 'cell' }, ({ cell }) => run(cell))
    .exhaustive();

process.on('message', async (message: ToWorker) => {
  try {
    tell(await answer(message));
  } catch (error) {
    const { message: text, code } = error as Error & { code?: string };
    tell({ type: 'error', message: text, code: code ?? 'ILDL_WORKER' });
  }
});
// Without its parent a worker would train on for nobody.
process.on('disconnect', () => process.exit());
