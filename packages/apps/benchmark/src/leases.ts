import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSystemTime, type Place, publishFile, replaceFile, thisPlace, touchFile } from './files.js';

/** Seconds without a sign of life after which a lease is void. */
const leaseLife = 60;

/** Seconds between two signs of life. */
const refreshEvery = 15;

/**
 * Claims on cells of processes that share a folder. They save work and decide nothing: a cell that two processes compute
 * gets the same bytes, and the first published stays.
 */
export interface Leases {
  /** Whether the cell is now this process's to compute. */
  claim(id: string): Promise<boolean>;
  release(id: string): Promise<void>;
  /** The cells that some process computes at the moment, this one's too. */
  running(): Promise<string[]>;
  /** Releases all. */
  close(): Promise<void>;
}

interface Lease extends Place {
  readonly nonce: string;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

export const leasesIn = async (folder: string): Promise<Leases> => {
  const place = await thisPlace();
  const own = JSON.stringify({ ...place, nonce: randomBytes(8).toString('hex') } satisfies Lease);
  const held = new Set<string>();
  const pathOf = (id: string) => join(folder, `${id}.lease`);

  /** Whether nobody will finish what a lease claims. */
  const isVoid = async (path: string): Promise<boolean> => {
    const found = await Promise.all([readFile(path, 'utf8'), stat(path)]).catch(() => undefined);
    if (found === undefined) return true;
    const [text, { mtimeMs }] = found;
    let lease: Partial<Lease> = {};
    try {
      lease = JSON.parse(text) as Lease;
    } catch {
      // It is being refreshed.
    }
    // What ran beside this process tells at once that it is gone.
    const isNear = lease.host === place.host && lease.namespace === place.namespace && place.namespace !== '';
    if (isNear && lease.pid !== undefined && !isAlive(lease.pid)) return true;
    return (await fileSystemTime(folder)) - mtimeMs > leaseLife * 1000;
  };
  let refresh: NodeJS.Timeout | undefined;
  const hold = (id: string): void => {
    held.add(id);
    refresh ??= setInterval(() => {
      for (const one of held) touchFile(pathOf(one), own).catch(() => {});
    }, refreshEvery * 1000);
  };
  const drop = (id: string): void => {
    held.delete(id);
    if (held.size > 0) return;
    clearInterval(refresh);
    refresh = undefined;
  };

  return {
    claim: async (id) => {
      const path = pathOf(id);
      if (!(await publishFile(path, own, { durable: false }))) {
        if (!(await isVoid(path))) return false;
        await replaceFile(path, own, { durable: false });
        // Of several that replace it the last keeps it.
        if ((await readFile(path, 'utf8').catch(() => '')) !== own) return false;
      }
      hold(id);
      return true;
    },
    release: async (id) => {
      if (!held.has(id)) return;
      drop(id);
      await rm(pathOf(id), { force: true }).catch(() => {});
    },
    running: async () => {
      const ids: string[] = [];
      for (const name of await readdir(folder).catch(() => []))
        if (name.endsWith('.lease') && !(await isVoid(join(folder, name)))) ids.push(name.slice(0, -6));
      return ids;
    },
    close: async () => {
      const ids = [...held];
      for (const id of ids) drop(id);
      await Promise.all(ids.map((id) => rm(pathOf(id), { force: true }).catch(() => {})));
    },
  };
};
