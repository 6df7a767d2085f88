import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defaultMetrics } from '@ildl/benchmark';
import type { Metric } from '@ildl/interface';
import { furtherMetrics, metrics } from '@ildl/metrics';
import { isPath } from './find-methods.js';
import { didYouMean, usageError } from './usage-error.js';

/** The metrics that come with `ildl`, each once. */
export const builtInMetrics: readonly Metric[] = [...new Set([...metrics, ...furtherMetrics])];

const isMetric = (value: unknown): value is Metric =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'rows' in value &&
  typeof value.rows === 'function' &&
  'better' in value &&
  (value.better === 'lower' || value.better === 'higher');

const metricsOfModule = async (path: string): Promise<Metric[]> => {
  const exports = (await import(pathToFileURL(resolve(path)).href).catch((error: Error) => {
    throw usageError(`The module ${path} does not load: ${error.message.split('\n')[0]}.`);
  })) as object;
  const found = [...new Set(Object.values(exports).flat().filter(isMetric))];
  if (found.length === 0)
    throw usageError(
      `The module ${path} exports no metric; export a record { name, better, rows }, the Metric of @ildl/interface.`,
    );
  const taken = found.find(({ name }) => builtInMetrics.some((one) => one.name === name));
  if (taken !== undefined)
    throw usageError(
      `The module ${path} has a metric ${taken.name}, the name of one that comes with ildl; give it another name.`,
    );
  return found;
};

/**
 * The metrics of a command line: names of built-in ones, or paths of modules, all of whose metrics are taken. The default
 * metrics where none are named.
 * @throws `ILDL_USAGE` for a name that is unknown, a module without metrics, and a name that is given twice
 */
export const findMetrics = async (names: readonly string[] | undefined): Promise<readonly Metric[]> => {
  if (names === undefined) return defaultMetrics;
  const found: Metric[] = [];
  for (const name of names) {
    if (isPath(name)) {
      found.push(...(await metricsOfModule(name)));
      continue;
    }
    const metric = builtInMetrics.find((one) => one.name === name);
    if (metric === undefined)
      throw usageError(
        `There is no metric "${name}".${didYouMean(
          name,
          builtInMetrics.map((one) => one.name),
        )} \`ildl list metrics\` shows all.`,
      );
    found.push(metric);
  }
  const all = found.map(({ name }) => name);
  const twice = all.find((name, i) => all.indexOf(name) !== i);
  if (twice !== undefined)
    throw usageError(`The metric ${twice} is given twice; scores are told apart by the names of metrics.`);
  return found;
};
