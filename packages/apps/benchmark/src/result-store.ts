import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ildlError } from '@ildl/internal';
import { isIldlError } from '@ildl/trainer';
import { cellId } from './cell-id.js';
import { outputError, publishFile, replaceFile, sweepDrafts } from './files.js';
import { type Leases, leasesIn } from './leases.js';
import { decodePredictions, type TestPredictions } from './predictions.js';
import type { Cell, CellConfig, CellResult } from './result.js';
import type { Kind } from './schema.js';
import { seal, unseal } from './sealed.js';

/**
 * The folder of results: the only truth of a benchmark. Several processes and hosts may share it, and each may be killed
 * at any moment.
 */
export interface ResultStore {
  readonly directory: string;
  /** The cell of a configuration: finished, or else what failed. */
  read(config: CellConfig): Promise<Cell | undefined>;
  /** Whether the cell of a configuration is finished. */
  has(config: CellConfig): Promise<boolean>;
  /** The cells of these configurations that there are; by default all. */
  readAll(configs?: readonly CellConfig[]): Promise<Cell[]>;
  /** What a finished cell predicted for its test rows. */
  readPredictions(cell: Pick<CellResult, 'config' | 'predictions'>): Promise<TestPredictions>;
  /**
   * Writes a cell under its name, whole or not at all. A finished cell that is there already stays; one that failed is
   * replaced.
   * @returns `published`; `there`, with the same content; or `differs`, which no code and no data explain
   */
  publish(cell: Cell): Promise<'published' | 'there' | 'differs'>;
  /** The plan of the folder, whatever made it. */
  readPlan<T>(): Promise<T | undefined>;
  writePlan(plan: unknown): Promise<void>;
  readonly leases: Leases;
}

const noTiming: Cell['timing'] = { seconds: Number.NaN, date: '' };
const names = ['cells', 'failures', 'timings', 'predictions', 'leases'] as const;
const cellFile = /^[0-9a-f]{64}\.json$/;

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

/**
 * Opens a folder of results.
 *
 * - `plan.json`: what is to run.
 * - `cells/<id>.json`: what is finished, done or diverged, named by the sha256 of its configuration; `predictions/<id>.ildl`:
 *   what it predicted for its test rows. Deterministic: whoever computes a cell writes the same bytes.
 * - `failures/<id>.json`: what failed and may be tried again. `timings/<id>.json`: how long it took.
 * - `leases/<id>.lease`: which process computes a cell at the moment.
 * @param options `create`: makes the folder where it is missing, removes drafts of killed processes, and checks that it can
 * be written to
 * @throws `ILDL_OUTPUT` where the folder cannot be used; its methods throw `ILDL_RESULT`, which names every file that is
 * damaged or of another format, and how to go on
 */
export const resultStore = async (
  directory: string,
  { create = false }: { readonly create?: boolean } = {},
): Promise<ResultStore> => {
  const folders = Object.fromEntries(names.map((name) => [name, join(directory, name)])) as Readonly<
    Record<(typeof names)[number], string>
  >;
  const fix = 'choose another folder with --out';
  if (create) {
    try {
      for (const name of names) await mkdir(folders[name], { recursive: true });
      for (const folder of [directory, ...names.map((name) => folders[name])]) await sweepDrafts(folder);
    } catch (error) {
      throw outputError(directory, error, fix);
    }
  }
  const planPath = join(directory, 'plan.json');

  /** What is wrong with files, by path. */
  type Faults = Map<string, string>;
  const refuse = (faults: Faults): never => {
    const shown = [...faults].slice(0, 20).map(([path, why]) => `${path} ${why}`);
    throw ildlError(
      'ILDL_RESULT',
      faults.size === 1
        ? `The result file ${shown[0]}.`
        : `${faults.size} result files cannot be used: ${shown.join('. ')}${faults.size > 20 ? '. And so on' : ''}.`,
    );
  };
  const readSealed = async <T>(kind: Kind, path: string, faults: Faults): Promise<T | undefined> => {
    try {
      return unseal<T>(kind, await readFile(path, 'utf8'));
    } catch (error) {
      if (isMissing(error)) return undefined;
      faults.set(path, isIldlError(error) ? error.message : `cannot be read (${(error as Error).message})`);
      return undefined;
    }
  };
  const cellIn = async (folder: string, id: string, faults: Faults): Promise<Cell | undefined> => {
    const path = join(folder, `${id}.json`);
    const result = await readSealed<CellResult>('cell', path, faults);
    if (result === undefined) return undefined;
    if (cellId(result.config) !== id) {
      faults.set(path, 'was renamed; delete it and run again');
      return undefined;
    }
    const timing = await readSealed<Cell['timing']>('timing', join(folders.timings, `${id}.json`), faults);
    return { ...result, timing: timing ?? noTiming };
  };
  const readCell = async (id: string, faults: Faults) =>
    (await cellIn(folders.cells, id, faults)) ?? (await cellIn(folders.failures, id, faults));

  return {
    directory,
    leases: await leasesIn(folders.leases),
    read: async (config) => {
      const faults: Faults = new Map();
      const cell = await readCell(cellId(config), faults);
      return faults.size > 0 ? refuse(faults) : cell;
    },
    // A folder is listed: asked for a name, a network file system may remember that it was not there.
    has: async (config) => (await readdir(folders.cells)).includes(`${cellId(config)}.json`),
    readAll: async (configs) => {
      const faults: Faults = new Map();
      const found: Cell[] = [];
      const there = new Set<string>();
      const listed = await readdir(folders.cells).catch(() => {
        throw ildlError(
          'ILDL_OUTPUT',
          `There are no results in ${directory}; run \`ildl run\` with --out ${directory} first.`,
        );
      });
      const failures = await readdir(folders.failures).catch(() => []);
      for (const [folder, entries] of [
        [folders.cells, listed],
        [folders.failures, failures],
      ] as const)
        for (const name of entries) {
          if (cellFile.test(name)) there.add(name.slice(0, 64));
          else if (!name.endsWith('.draft'))
            faults.set(join(folder, name), 'was not written by ildl; move it elsewhere');
        }
      const wanted = configs?.map(cellId) ?? [...there].sort();
      for (const id of wanted) {
        const cell = there.has(id) ? await readCell(id, faults) : undefined;
        if (cell) found.push(cell);
      }
      return faults.size > 0 ? refuse(faults) : found;
    },
    readPredictions: async ({ config, predictions: sha256 }) => {
      const path = join(folders.predictions, `${cellId(config)}.ildl`);
      const bytes = await readFile(path).catch(() => undefined);
      if (bytes === undefined || createHash('sha256').update(bytes).digest('hex') !== sha256)
        throw ildlError(
          'ILDL_RESULT',
          `The test predictions ${path} are ${bytes === undefined ? 'missing' : 'damaged'}, so another metric cannot be computed; delete ${join(folders.cells, `${cellId(config)}.json`)} and run again.`,
        );
      return decodePredictions(bytes);
    },
    publish: async ({ timing, predictionsFile, ...result }) => {
      const id = cellId(result.config);
      const name = `${id}.json`;
      const text = seal('cell', result);
      try {
        if (result.status === 'failed') {
          await replaceFile(join(folders.timings, name), seal('timing', timing));
          await replaceFile(join(folders.failures, name), text);
          return 'published';
        }
        const path = join(folders.cells, name);
        // A cell is what makes its predictions count, so it goes last.
        if (predictionsFile) await replaceFile(join(folders.predictions, `${id}.ildl`), predictionsFile);
        if (!(await readdir(folders.cells)).includes(name))
          await replaceFile(join(folders.timings, name), seal('timing', timing));
        const isFirst = await publishFile(path, text);
        await rm(join(folders.failures, name), { force: true });
        return isFirst ? 'published' : (await readFile(path, 'utf8')) === text ? 'there' : 'differs';
      } catch (error) {
        throw outputError(directory, error, fix);
      }
    },
    readPlan: async <T>() => {
      const faults: Faults = new Map();
      const plan = await readSealed<T>('plan', planPath, faults);
      return faults.size > 0 ? refuse(faults) : plan;
    },
    writePlan: async (plan) => {
      try {
        await replaceFile(planPath, seal('plan', plan));
      } catch (error) {
        throw outputError(planPath, error, fix);
      }
    },
  };
};
