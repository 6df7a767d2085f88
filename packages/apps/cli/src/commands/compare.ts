import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { probeOutput, resultStore, scoreCells } from '@ildl/benchmark';
import { scoreTables, toText } from '@ildl/report';
import { compareDocument } from '../compare-document.js';
import { comparedCells, writeComparison } from '../comparison.js';
import { findDatasets } from '../find-datasets.js';
import { findMethods, joinMethods, methodSource } from '../find-methods.js';
import { findMetrics } from '../find-metrics.js';
import { type ComparisonRecord, writeFolderPlan } from '../folder-plan.js';
import { parseSettings, settingsOf } from '../parse-settings.js';
import { ablationsOf, presetNamed } from '../presets.js';
import { loadEngine, type PlanArguments, planned, resultsOf, tellOutcome, work } from '../run-plan.js';

export interface CompareArguments extends PlanArguments {
  readonly preset: string;
  /** The folder of the datasets. */
  readonly data: string;
  /** Ids or modules of the methods, with commas between; by default all that are built in. */
  readonly only?: string;
}

/** The plan of `ildl compare`, in its folder. */
export const planComparison = async (names: readonly string[], args: CompareArguments) => {
  const { folds, validation, seed: seeds, tune, set = [], out } = args;
  const preset = presetNamed(args.preset);
  const metrics = await findMetrics(args.metrics);
  const methods = joinMethods(
    await findMethods(args.only?.split(',') ?? preset.methods, args),
    await findMethods(names, args),
  );
  const { found: datasets, missing } = await findDatasets(args.data, preset.datasets, args);
  const options = await parseSettings(set, methods);
  for (const { close } of methods) close();
  const backend = await loadEngine(args);
  const whole = await Promise.all(
    methods.map((method) => {
      const { id } = method.descriptor;
      return methodSource(method, options.get(id), { tune, fixed: settingsOf(id, set) });
    }),
  );
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
  const store = await resultStore(out, { create: true });
  const plan = await planned(
    {
      methods: [...whole, ...parts.map(({ source }) => source)],
      datasets,
      protocol: 'sampled',
      validation,
      folds,
      seeds,
      ...(tune === undefined ? {} : { tune }),
    },
    backend,
  );
  const record: ComparisonRecord = {
    preset: preset.id,
    missing,
    ablation: parts.map(({ name, source: { id, options } }) => ({ name, id, options })),
  };
  const folder = await writeFolderPlan(store, plan, { ...args, comparison: record });
  return { plan, backend, store, folder, metrics, record, preset };
};

/**
 * `ildl compare`: runs the methods and the ablation of a preset on the datasets of a folder; writes results, a report
 * and tables.
 *
 * @param names Ids or modules of methods that join those that run anyway.
 */
export const compare = async (names: readonly string[], args: CompareArguments): Promise<number> => {
  const { json = false, out } = args;
  const { plan, backend, store, folder, metrics, record, preset } = await planComparison(names, args);
  const { publication, reference } = preset;
  const path = join(out, 'compare');
  await probeOutput(`${path}.html`);
  const all = await scoreCells(store, await work([plan], store, backend, args), metrics);
  const { cells, ablated } = comparedCells(all, record);
  await writeComparison(
    path,
    comparedCells(await resultsOf(store, folder, metrics), record),
    record,
    metrics,
  );
  return tellOutcome([...cells, ...ablated], {
    text: json
      ? JSON.stringify({
          preset: preset.id,
          missing: record.missing,
          ...compareDocument(cells, ablated, reference, metrics),
        })
      : toText(scoreTables(cells, { by: 'metric', publication, metrics })),
    report: `${path}.html`,
    json,
  });
};
