import {
  batchOf,
  descriptorOf,
  identityOf,
  loadDataset,
  probeOutput,
  standardiserFor,
  trainingRows,
  writeOutput,
} from '@ildl/benchmark';
import type { Options } from '@ildl/interface';
import { collect, rngFrom } from '@ildl/trainer';
import type { EngineName } from '../choices.js';
import { loadMethods } from '../find-methods.js';
import { encodeModel } from '../model-file.js';
import { type DatasetArguments, parseDatasets } from '../parse-datasets.js';
import { parseSettings } from '../parse-settings.js';
import { loadEngine } from '../run-plan.js';
import { usageError } from '../usage-error.js';

export interface FitArguments extends DatasetArguments {
  readonly protocol: 'sampled' | 'full';
  readonly seed: number;
  readonly set?: readonly string[];
  readonly out: string;
  readonly backend?: string;
  readonly engine?: EngineName;
}

/** `ildl fit`: trains one method on all rows of one dataset and writes one model file. */
export const fit = async (name: string, args: FitArguments): Promise<number> => {
  const [found, ...others] = await loadMethods(name);
  const [source, ...more] = await parseDatasets(args);
  if (found === undefined || others.length > 0)
    throw usageError(`${name} exports several methods; fit takes one.`);
  if (source === undefined || more.length > 0) throw usageError('Give one dataset: fit writes one model.');
  const { definition, module } = found;
  const method = {
    descriptor: descriptorOf(definition),
    check: async (options: Options) => {
      definition(options);
    },
  };
  const options = (await parseSettings(args.set ?? [], [method])).get(definition.id) ?? {};
  await probeOutput(args.out);
  await loadEngine(args);
  const dataset = await loadDataset(source);
  const { features, labels, labelNames, sha256 } = dataset;
  const all = Int32Array.from({ length: labels.rows }, (_, row) => row);
  const { train, valid } = trainingRows(
    labels,
    all,
    { ...source, ...args, validation: 'sampled', fold: 0 },
    definition,
  );
  const scale = standardiserFor(definition, dataset, train);
  const { events, predictor } = await collect(
    definition(options).fit({
      train: batchOf(dataset, train, scale),
      ...(valid.length > 0 ? { valid: batchOf(dataset, valid, scale) } : {}),
      rng: rngFrom(args.seed),
    }),
  );
  const file = await encodeModel({
    method: { id: definition.id, identity: await identityOf(module), options },
    dataset: {
      name: source.name,
      sha256,
      features: features.columns,
      labels: labelNames ?? Array.from({ length: labels.columns }, (_, i) => `label ${i + 1}`),
    },
    ...(scale ? { standardiser: scale } : {}),
    predictor: await predictor.save(),
  });
  await writeOutput(args.out, file);
  const best = events.findLast((event) => event.type === 'epoch' && event.best);
  const kept = best?.type === 'epoch' ? `, epoch ${best.epoch} of ${best.epochs} kept` : '';
  process.stdout.write(
    `Trained ${definition.id} on ${train.length} rows of ${source.name}${kept}.\nModel: ${args.out}\n`,
  );
  return 0;
};
