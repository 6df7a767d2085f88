import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ildlError } from '@ildl/internal';
import { cellId, sha256Of } from './cell-id.js';
import { decodePredictions, type TestPredictions } from './predictions.js';
import type { Cell, CellConfig, CellResult } from './result.js';

/** The folder of results: the only truth of a benchmark. Safe to share between runs, and to kill at any moment. */
export interface ResultStore {
  readonly directory: string;
  /** The finished cell of a configuration. */
  read(config: CellConfig): Promise<Cell | undefined>;
  readAll(): Promise<Cell[]>;
  /** What a finished cell predicted for its test rows. */
  readPredictions(cell: Pick<CellResult, 'config' | 'predictions'>): Promise<TestPredictions>;
  /** Writes a cell under its name, whole or not at all. A cell that is there already stays. */
  publish(cell: Cell): Promise<void>;
}

const temporary = /^\.(\d+)-.*\.tmp$/;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'it is not writable',
  EPERM: 'it is not writable',
  EROFS: 'it is on a read-only disk',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'there is a file of that name',
};

const outputError = (directory: string, error: unknown) => {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return ildlError(
    'ILDL_OUTPUT',
    `Results cannot be written to ${directory}: ${reasons[code] ?? (error as Error).message}; choose another folder with --out.`,
    { cause: error },
  );
};

/** Writes a file so that it is there whole or not at all, also after a crash or a power cut. */
const writeAtomically = async (
  directory: string,
  name: string,
  content: string | Uint8Array,
): Promise<void> => {
  const draft = join(directory, `.${process.pid}-${name}.tmp`);
  const file = await open(draft, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(directory, name));
  const folder = await open(directory, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** A value and its sha256 in one JSON document. */
const seal = (value: unknown): string => `${JSON.stringify({ sha256: sha256Of(value), value }, null, 1)}\n`;

const unseal = <T>(text: string, path: string): T => {
  const refuse = (why: string) =>
    ildlError('ILDL_RESULT', `The result file ${path} is damaged (${why}); delete it and run again.`);
  let sealed: { sha256?: unknown; value?: unknown } | null;
  try {
    sealed = JSON.parse(text) as typeof sealed;
  } catch {
    throw refuse('it is not whole');
  }
  if (sealed?.value === undefined || sealed.sha256 !== sha256Of(sealed.value))
    throw refuse('its content does not match its checksum');
  return sealed.value as T;
};

const readIfThere = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw ildlError('ILDL_RESULT', `The result file ${path} cannot be read: ${(error as Error).message}.`);
  }
};

const noTiming: Cell['timing'] = { seconds: Number.NaN, date: '' };

/**
 * Opens a folder of results: `cells/<id>.json` and `predictions/<id>.ildl` (deterministic), `timings/<id>.json` (not).
 * @param options `create`: makes the folder where it is missing, removes what killed runs left half written, and checks
 * that it can be written to
 * @throws `ILDL_OUTPUT` where the folder is missing or cannot be used; methods throw `ILDL_RESULT` for a
 * damaged file
 */
export const resultStore = async (
  directory: string,
  { create = false }: { readonly create?: boolean } = {},
): Promise<ResultStore> => {
  const [cells, timings, predictions] = ['cells', 'timings', 'predictions'].map((name) =>
    join(directory, name),
  ) as [string, string, string];
  if (create) {
    try {
      for (const folder of [cells, timings, predictions]) {
        await mkdir(folder, { recursive: true });
        for (const name of await readdir(folder)) {
          const owner = temporary.exec(name)?.[1];
          if (owner !== undefined && !isAlive(Number(owner))) await rm(join(folder, name), { force: true });
        }
        const probe = join(folder, `.${process.pid}-probe.tmp`);
        await (await open(probe, 'w')).close();
        await rm(probe);
      }
    } catch (error) {
      throw outputError(directory, error);
    }
  }

  const readCell = async (id: string): Promise<Cell | undefined> => {
    const path = join(cells, `${id}.json`);
    const text = await readIfThere(path);
    if (text === undefined) return undefined;
    const result = unseal<CellResult>(text, path);
    if (cellId(result.config) !== id)
      throw ildlError('ILDL_RESULT', `The result file ${path} was renamed; delete it and run again.`);
    const timing = await readIfThere(join(timings, `${id}.json`));
    return {
      ...result,
      timing: timing === undefined ? noTiming : unseal(timing, join(timings, `${id}.json`)),
    };
  };

  return {
    directory,
    read: (config) => readCell(cellId(config)),
    readAll: async () => {
      let names: string[];
      try {
        names = await readdir(cells);
      } catch {
        throw ildlError(
          'ILDL_OUTPUT',
          `There are no results in ${directory}; run \`ildl run\` with --out ${directory} first.`,
        );
      }
      const found: Cell[] = [];
      for (const name of names.filter((n) => /^[0-9a-f]{64}\.json$/.test(n)).sort()) {
        const cell = await readCell(name.slice(0, 64));
        if (cell) found.push(cell);
      }
      return found;
    },
    readPredictions: async ({ config, predictions: sha256 }) => {
      const path = join(predictions, `${cellId(config)}.ildl`);
      const bytes = await readFile(path).catch(() => undefined);
      if (bytes === undefined || createHash('sha256').update(bytes).digest('hex') !== sha256)
        throw ildlError(
          'ILDL_RESULT',
          `The test predictions ${path} are ${bytes === undefined ? 'missing' : 'damaged'}, so another metric cannot be computed; delete ${join(cells, `${cellId(config)}.json`)} and run again.`,
        );
      return decodePredictions(bytes);
    },
    publish: async ({ timing, predictionsFile, ...result }) => {
      const id = cellId(result.config);
      const name = `${id}.json`;
      try {
        // A result is what makes a cell finished, so it goes last.
        if (predictionsFile) await writeAtomically(predictions, `${id}.ildl`, predictionsFile);
        await writeAtomically(timings, name, seal(timing));
        await writeAtomically(cells, name, seal(result));
      } catch (error) {
        throw outputError(directory, error);
      }
    },
  };
};
