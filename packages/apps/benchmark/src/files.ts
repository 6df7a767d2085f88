import { randomBytes } from 'node:crypto';
import { link, open, readdir, readlink, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { ildlError } from '@ildl/internal';

/** Where a process runs: containers on one machine can share its name, and their processes their numbers. */
export interface Place {
  readonly host: string;
  /** Of process ids; empty where the system does not tell. */
  readonly namespace: string;
  readonly pid: number;
}

export const thisPlace = async (): Promise<Place> => ({
  host: hostname(),
  namespace: await readlink('/proc/self/ns/pid').catch(() => ''),
  pid: process.pid,
});

interface Durability {
  /** Whether it is there after a power cut. By default true. */
  readonly durable?: boolean;
}

const draft = /^\.[\w.-]+\.draft$/;

/** Seconds after which a draft is one that nobody will finish. */
const draftLife = 3600;

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'it is not writable',
  EPERM: 'it is not writable',
  EROFS: 'it is on a read-only disk',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of its path is a file',
  EISDIR: 'it is a folder',
  EEXIST: 'there is a file of that name',
  ENOENT: 'its folder does not exist',
};

/** Why a file or folder cannot be written, and what to do. */
export const outputError = (path: string, error: unknown, fix: string) => {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return ildlError(
    'ILDL_OUTPUT',
    `${path} cannot be written: ${reasons[code] ?? (error as Error).message}; ${fix}.`,
    { cause: error },
  );
};

/** Makes names in a folder durable. Windows cannot open folders, and keeps names without. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
};

/** A new file with this content, whose name nobody else takes. */
const writeDraft = async (
  folder: string,
  content: string | Uint8Array,
  { durable = true }: Durability = {},
): Promise<string> => {
  const host = hostname().replaceAll(/[^\w-]/g, '-');
  const path = join(folder, `.${host}-${process.pid}-${randomBytes(8).toString('hex')}.draft`);
  try {
    const handle = await open(path, 'wx');
    try {
      await handle.writeFile(content);
      if (durable) await handle.sync();
    } finally {
      await handle.close();
    }
    return path;
  } catch (error) {
    await rm(path, { force: true }).catch(() => {});
    throw error;
  }
};

/**
 * Writes or replaces a file such that it is there whole or as it was before, also after a crash or a full disk.
 * @throws what the file system throws
 */
export const replaceFile = async (
  path: string,
  content: string | Uint8Array,
  { durable = true }: Durability = {},
): Promise<void> => {
  const folder = dirname(path);
  const written = await writeDraft(folder, content, { durable });
  try {
    await rename(written, path);
  } catch (error) {
    await rm(written, { force: true }).catch(() => {});
    throw error;
  }
  if (durable) await syncFolder(folder);
};

/**
 * Writes a file that was asked for by name, whole or not at all.
 * @throws `ILDL_OUTPUT`, with the option that names another path
 */
export const writeOutput = async (path: string, content: string | Uint8Array): Promise<void> => {
  try {
    await replaceFile(path, content);
  } catch (error) {
    throw outputError(path, error, 'choose another path with --out');
  }
};

/**
 * Finds out before long work whether a file can be written.
 * @throws `ILDL_OUTPUT` as `writeOutput` would
 */
export const probeOutput = async (path: string): Promise<void> => {
  try {
    if ((await stat(path).catch(() => undefined))?.isDirectory())
      throw Object.assign(new Error(), { code: 'EISDIR' });
    await rm(await writeDraft(dirname(path), '', { durable: false }));
  } catch (error) {
    throw outputError(path, error, 'choose another path with --out');
  }
};

/** File systems without hard links: FAT, exFAT, some network shares. */
const withoutLinks = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV', 'EACCES', 'EINVAL'];

/**
 * Writes a file unless there is one of its name: of several that write it at the same time the first wins, and all find
 * it whole.
 * @returns whether this one wrote it
 */
export const publishFile = async (
  path: string,
  content: string | Uint8Array,
  { durable = true }: Durability = {},
): Promise<boolean> => {
  const folder = dirname(path);
  const written = await writeDraft(folder, content, { durable });
  try {
    try {
      await link(written, path);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      // A network file system may have linked the file and lost the answer.
      if ((await stat(written)).nlink < 2) {
        if (code === 'EEXIST') return false;
        if (!withoutLinks.includes(code)) throw error;
        if ((await readdir(folder)).includes(path.slice(folder.length + 1))) return false;
        await rename(written, path);
      }
    }
    if (durable) await syncFolder(folder);
    return true;
  } finally {
    await rm(written, { force: true }).catch(() => {});
  }
};

/** Removes drafts of processes that were killed. Age decides, by the clock of the file system: a draft may be another host's. */
export const sweepDrafts = async (folder: string): Promise<void> => {
  const now = await fileSystemTime(folder);
  for (const name of await readdir(folder)) {
    if (!draft.test(name)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && now - found.mtimeMs > draftLife * 1000) await rm(path, { force: true }).catch(() => {});
  }
};

/** Writes a file that is there anew, so that the file system, which may be another machine, sets its time. */
export const touchFile = async (path: string, content: string): Promise<void> => {
  const handle = await open(path, 'r+');
  try {
    await handle.write(content, 0);
  } finally {
    await handle.close();
  }
};

/** The time of the file system, in milliseconds. */
export const fileSystemTime = async (folder: string): Promise<number> => {
  const probe = await writeDraft(folder, '', { durable: false });
  const { mtimeMs } = await stat(probe);
  await rm(probe, { force: true });
  return mtimeMs;
};
