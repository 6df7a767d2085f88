import { join } from 'node:path';
import { type Plan, probeOutput, type Regime, resultStore, scoreCells, writeOutput } from '@ildl/benchmark';
import type { Metric } from '@ildl/interface';
import { htmlReport, scoreTables, toText } from '@ildl/report';
import { findMethods, methodSource } from '../find-methods.js';
import { findMetrics } from '../find-metrics.js';
import { writeFolderPlan } from '../folder-plan.js';
import { jsonDocument } from '../json-document.js';
import { type DatasetArguments, parseDatasets } from '../parse-datasets.js';
import { parseSettings, settingsOf } from '../parse-settings.js';
import { presetNamed } from '../presets.js';
import { loadEngine, type PlanArguments, planned, resultsOf, tellOutcome, work } from '../run-plan.js';

export interface RunArguments extends DatasetArguments, PlanArguments {
  readonly protocol: Regime['protocol'];
}

/** The plan of `ildl run`, in its folder. */
export const planRun = async (names: readonly string[], args: RunArguments) => {
  const { protocol, validation, folds, seed: seeds, tune, set = [], out } = args;
  const metrics: readonly Metric[] = await findMetrics(args.metrics);
  const methods = await findMethods(names, args);
  const options = await parseSettings(set, methods);
  for (const { close } of methods) close();
  const datasets = await parseDatasets(args);
  const backend = await loadEngine(args);
  const sources = await Promise.all(
    methods.map((method) => {
      const { id } = method.descriptor;
      return methodSource(method, options.get(id), { tune, fixed: settingsOf(id, set) });
    }),
  );
  const store = await resultStore(out, { create: true });
  const plan: Plan = await planned(
    {
      methods: sources,
      datasets,
      protocol,
      validation,
      folds,
      seeds,
      ...(tune === undefined ? {} : { tune }),
    },
    backend,
  );
  const folder = await writeFolderPlan(store, plan, args);
  return { plan, backend, store, folder, metrics };
};

/** `ildl run`: runs methods on datasets and writes results and a report. */
export const run = async (names: readonly string[], args: RunArguments): Promise<number> => {
  const { json = false, out } = args;
  const { plan, backend, store, folder, metrics } = await planRun(names, args);
  const report = join(out, 'report.html');
  await probeOutput(report);
  const cells = await scoreCells(store, await work([plan], store, backend, args), metrics);
  const { publication } = presetNamed('paper');
  await writeOutput(report, htmlReport(await resultsOf(store, folder, metrics), { publication, metrics }));
  return tellOutcome(cells, {
    text: json
      ? JSON.stringify(jsonDocument(cells, metrics))
      : toText(scoreTables(cells, { publication, metrics })),
    report,
    json,
  });
};
