import { readFile } from 'node:fs/promises';
import { loadBackend } from '@ildl/backends';
import { checkPredicted, featuresOf, probeOutput, writeOutput } from '@ildl/benchmark';
import { readFeatures } from '@ildl/datasets/node';
import { ildlError, inputError } from '@ildl/internal';
import { builtInMethods, methodsOfModule } from '../find-methods.js';
import { decodeModel } from '../model-file.js';
import { backendNamed } from '../run-plan.js';
import { usageError } from '../usage-error.js';

export interface PredictArguments {
  /** The module of a method that is not built in. */
  readonly module?: string;
  readonly features?: string;
  readonly out?: string;
  readonly backend?: string;
}

/** A cell of a CSV file, quoted where it must be (RFC 4180). */
const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** `ildl predict`: the label distributions of rows of features, as CSV. */
export const predict = async (
  modelPath: string,
  rowsPath: string,
  args: PredictArguments,
): Promise<number> => {
  const bytes = await readFile(modelPath).catch((cause: NodeJS.ErrnoException) => {
    throw ildlError('ILDL_FILE', `The model ${modelPath} cannot be read (${cause.code}); check the path.`);
  });
  const { method, dataset, standardiser, predictor: saved } = await decodeModel(bytes);
  const known = args.module === undefined ? builtInMethods() : await methodsOfModule(args.module);
  const found = known.find(({ definition }) => definition.id === method.id);
  if (found === undefined)
    throw usageError(
      `The model is of the method ${method.id}; name its module with --module path/to/module.js.`,
    );
  const matrix = await readFeatures(rowsPath, args.features === undefined ? {} : { features: args.features });
  if (matrix.columns !== dataset.features)
    throw inputError(
      `${rowsPath} has ${matrix.columns} features; the model was trained on ${dataset.features}.`,
    );
  if (args.out !== undefined) await probeOutput(args.out);
  await loadBackend(backendNamed(args.backend));
  const rows = Int32Array.from({ length: matrix.rows }, (_, row) => row);
  const predictor = await found.definition(method.options).load(saved);
  const p = predictor.predict(featuresOf(matrix, rows, standardiser));
  await checkPredicted(p, { rows: matrix.rows, labels: dataset.labels.length });
  const lines = ((await p.array()) as number[][]).map((row) => row.join(','));
  const text = `${[dataset.labels.map(quoted).join(','), ...lines].join('\n')}\n`;
  if (args.out === undefined) process.stdout.write(text);
  else {
    await writeOutput(args.out, text);
    process.stdout.write(`Label distributions of ${matrix.rows} rows: ${args.out}\n`);
  }
  return 0;
};
