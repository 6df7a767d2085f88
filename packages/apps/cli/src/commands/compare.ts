import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Cell } from '@ildl/benchmark';
import {
  compareReport,
  comparisonTables,
  scoreTables,
  summaryTable,
  toCsv,
  toLatex,
  toMarkdown,
  toText,
} from '@ildl/report';
import { compareDocument } from '../compare-document.js';
import { findDatasets } from '../find-datasets.js';
import { findMethods, joinMethods } from '../find-methods.js';
import { findMetrics } from '../find-metrics.js';
import { parseSettings } from '../parse-settings.js';
import { ablationsOf, presetNamed } from '../presets.js';
import { methodSource, type PlanArguments, runPlan, tellOutcome } from '../run-plan.js';

export interface CompareArguments extends PlanArguments {
  readonly preset: string;
  /** The folder of the datasets. */
  readonly data: string;
  /** Ids or modules of the methods, with commas between; by default all that are built in. */
  readonly only?: string;
}

/**
 * `ildl compare`: runs the methods and the ablation of a preset on the datasets of a folder; writes results, a report
 * and tables.
 *
 * @param names Ids or modules of methods that join those that run anyway.
 */
export const compare = async (names: readonly string[], args: CompareArguments): Promise<number> => {
  const { folds, validation, seed: seeds, json = false } = args;
  const preset = presetNamed(args.preset);
  const { publication } = preset;
  const metrics = await findMetrics(args.metrics);
  const methods = joinMethods(
    await findMethods(args.only?.split(',') ?? preset.methods),
    await findMethods(names),
  );
  const { found: datasets, missing } = await findDatasets(args.data, preset.datasets, args);
  const options = parseSettings(
    args.set ?? [],
    methods.map(({ definition }) => definition),
  );
  const whole = methods.map((method) => methodSource(method, options.get(method.definition.id)));
  const reference = whole.find(({ id }) => id === preset.reference);
  const parts =
    reference === undefined
      ? []
      : ablationsOf(preset)
          .map(({ name, options }) => ({
            name,
            source: { ...reference, options: { ...reference.options, ...options } },
          }))
          // Options of the command line may have left a part out already.
          .filter(
            ({ source }, i, every) =>
              !isDeepStrictEqual(source, reference) &&
              every.findIndex((other) => isDeepStrictEqual(other.source, source)) === i,
          );
  if (missing.length > 0) process.stderr.write(`Not in ${args.data}, so left out: ${missing.join(', ')}.\n`);
  const all = await runPlan(
    {
      methods: [...whole, ...parts.map(({ source }) => source)],
      datasets,
      protocol: 'sampled',
      validation,
      folds,
      seeds,
    },
    args,
    metrics,
  );
  const nameOf = ({ id, options }: Cell['config']['method']) =>
    parts.find(({ source }) => source.id === id && isDeepStrictEqual(source.options, options))?.name;
  const cells = all.filter(({ config }) => nameOf(config.method) === undefined);
  const ablated = all.flatMap((cell): Cell[] => {
    const { config } = cell;
    const name = nameOf(config.method);
    return name === undefined
      ? []
      : [{ ...cell, config: { ...config, method: { ...config.method, id: name } } }];
  });
  const ablation =
    ablated.length === 0
      ? []
      : [...cells.filter(({ config }) => config.method.id === preset.reference), ...ablated];
  const written = (extension: string) => join(args.out, `compare.${extension}`);
  const tables = comparisonTables(cells, { ablation, publication, metrics });
  await writeFile(written('html'), compareReport(cells, { ablation, missing, publication, metrics }));
  await writeFile(written('md'), toMarkdown(tables));
  await writeFile(written('tex'), toLatex(tables));
  await writeFile(written('csv'), toCsv([summaryTable([...cells, ...ablated], { metrics })]));
  return tellOutcome([...cells, ...ablated], {
    text: json
      ? JSON.stringify({
          preset: preset.id,
          missing,
          ...compareDocument(cells, ablated, preset.reference, metrics),
        })
      : toText(scoreTables(cells, { by: 'metric', publication, metrics })),
    report: written('html'),
    json,
  });
};
