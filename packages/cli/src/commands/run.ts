import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BackendName, backendNames, loadBackend } from '@ildl/backends';
import { type Cell, type CellConfig, type Plan, resultStore, runBenchmark } from '@ildl/benchmark';
import { htmlReport, textTable } from '@ildl/report';
import { findMethods } from '../find-methods.js';
import { jsonDocument } from '../json-document.js';
import { type DatasetArguments, parseDatasets } from '../parse-datasets.js';
import { parseSettings } from '../parse-settings.js';
import { showProgress } from '../show-progress.js';
import { didYouMean, UsageError } from '../usage-error.js';

export interface RunArguments extends DatasetArguments {
  readonly folds: number;
  readonly seed: readonly number[];
  readonly protocol: CellConfig['protocol'];
  readonly validation: CellConfig['validation'];
  readonly set?: readonly string[];
  readonly out: string;
  readonly workers: number;
  readonly backend?: string;
  readonly json?: boolean;
}

/** @throws {UsageError} for a name that is no backend */
export const backendNamed = (name: string | undefined): BackendName | undefined => {
  if (name !== undefined && !backendNames.includes(name as BackendName))
    throw new UsageError(`There is no backend "${name}".${didYouMean(name, backendNames)}`);
  return name as BackendName | undefined;
};

/** `ildl run`: runs methods on datasets and writes results and a report. */
export const run = async (names: readonly string[], args: RunArguments): Promise<number> => {
  const methods = await findMethods(names);
  const options = parseSettings(
    args.set ?? [],
    methods.map(({ definition }) => definition),
  );
  const plan: Plan = {
    methods: methods.map(({ definition: { id }, module, version }) => ({
      id,
      module,
      version,
      options: options.get(id) ?? {},
    })),
    datasets: await parseDatasets(args),
    protocol: args.protocol,
    validation: args.validation,
    folds: args.folds,
    seeds: args.seed,
  };
  const backend = await loadBackend(backendNamed(args.backend));
  const store = await resultStore(args.out, { create: true });
  const progress = showProgress(process.stderr, args.workers, () => performance.now());
  const events = runBenchmark(plan, store, backend, { workers: args.workers });
  let cells: readonly Cell[] = [];
  try {
    for (;;) {
      const next = await events.next();
      if (next.done) {
        cells = next.value;
        break;
      }
      progress.on(next.value);
    }
  } finally {
    progress.end();
  }
  const report = join(args.out, 'report.html');
  await mkdir(args.out, { recursive: true });
  await writeFile(report, htmlReport(cells));
  const failed = cells.filter(({ status }) => status === 'failed');
  if (args.json) process.stdout.write(`${JSON.stringify(jsonDocument(cells))}\n`);
  else process.stdout.write(`\n${textTable(cells)}\n`);
  for (const { config, reason } of failed)
    process.stderr.write(
      `${config.method.id} failed on ${config.dataset.name}, fold ${config.fold + 1}: ${reason}\n`,
    );
  (args.json ? process.stderr : process.stdout).write(`Report: ${report}\n`);
  return failed.length > 0 ? 1 : 0;
};
