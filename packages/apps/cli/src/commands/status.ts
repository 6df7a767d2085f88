import { cellId, cellsOfAll, resultStore } from '@ildl/benchmark';
import { ildlError } from '@ildl/internal';
import { readFolderPlan } from '../folder-plan.js';

export interface StatusArguments {
  readonly json?: boolean;
}

/** `ildl status`: how far the plan of a folder is. */
export const status = async (directory: string, { json = false }: StatusArguments): Promise<number> => {
  const store = await resultStore(directory);
  const folder = await readFolderPlan(store);
  if (folder === undefined)
    throw ildlError(
      'ILDL_PLAN',
      `There is no plan in ${directory}; make one with \`ildl plan -o ${directory}\`.`,
    );
  const planned = cellsOfAll(folder.plans).map(({ config }) => config);
  const cells = await store.readAll(planned);
  const running = new Set(await store.leases.running());
  const of = (wanted: string) => cells.filter((cell) => cell.status === wanted);
  const failures = of('failed').filter(({ config }) => !running.has(cellId(config)));
  const finished = new Set(
    cells.filter((cell) => cell.status !== 'failed').map(({ config }) => cellId(config)),
  );
  const isRunning = planned.filter((config) => running.has(cellId(config)) && !finished.has(cellId(config)));
  const counts = {
    planned: planned.length,
    done: of('done').length,
    diverged: of('diverged').length,
    failed: failures.length,
    running: isRunning.length,
    missing: planned.length - finished.size - failures.length - isRunning.length,
  };
  if (json) {
    const reasons = failures.map(({ config: { method, dataset, fold, seed }, reason }) => ({
      method: method.id,
      dataset: dataset.name,
      fold,
      seed,
      reason,
    }));
    process.stdout.write(`${JSON.stringify({ ...counts, failures: reasons })}\n`);
    return 0;
  }
  process.stdout.write(
    `${counts.planned} cells planned: ${counts.done} done, ${counts.diverged} diverged, ${counts.failed} failed, ${counts.running} running, ${counts.missing} missing.\n`,
  );
  for (const { config, reason } of failures)
    process.stdout.write(
      `${config.method.id} failed on ${config.dataset.name}, fold ${config.fold + 1}: ${reason}\n`,
    );
  return 0;
};
