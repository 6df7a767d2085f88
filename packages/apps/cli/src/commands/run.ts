import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CellConfig } from '@ildl/benchmark';
import { htmlReport, scoreTables, toText } from '@ildl/report';
import { findMethods } from '../find-methods.js';
import { findMetrics } from '../find-metrics.js';
import { jsonDocument } from '../json-document.js';
import { type DatasetArguments, parseDatasets } from '../parse-datasets.js';
import { parseSettings } from '../parse-settings.js';
import { presetNamed } from '../presets.js';
import { methodSource, type PlanArguments, runPlan, tellOutcome } from '../run-plan.js';

export interface RunArguments extends DatasetArguments, PlanArguments {
  readonly protocol: CellConfig['protocol'];
}

/** `ildl run`: runs methods on datasets and writes results and a report. */
export const run = async (names: readonly string[], args: RunArguments): Promise<number> => {
  const { protocol, validation, folds, seed: seeds, json = false } = args;
  const metrics = await findMetrics(args.metrics);
  const methods = await findMethods(names);
  const options = parseSettings(
    args.set ?? [],
    methods.map(({ definition }) => definition),
  );
  const cells = await runPlan(
    {
      methods: methods.map((method) => methodSource(method, options.get(method.definition.id))),
      datasets: await parseDatasets(args),
      protocol,
      validation,
      folds,
      seeds,
    },
    args,
    metrics,
  );
  const { publication } = presetNamed('paper');
  const report = join(args.out, 'report.html');
  await writeFile(report, htmlReport(cells, { publication, metrics }));
  return tellOutcome(cells, {
    text: json
      ? JSON.stringify(jsonDocument(cells, metrics))
      : toText(scoreTables(cells, { publication, metrics })),
    report,
    json,
  });
};
