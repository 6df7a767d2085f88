import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { leasesIn } from '../src/leases.js';

const root = await mkdtemp(join(tmpdir(), 'ildl-leases-'));
afterAll(() => rm(root, { recursive: true }));
let folders = 0;
const newFolder = () => mkdtemp(join(root, `${++folders}-`));

const leaseOf = async (folder: string, id: string, place: object, secondsAgo = 0) => {
  const path = join(folder, `${id}.lease`);
  await writeFile(
    path,
    JSON.stringify({ host: 'elsewhere', namespace: 'pid:[1]', pid: 1, nonce: 'x', ...place }),
  );
  const when = Date.now() / 1000 - secondsAgo;
  await utimes(path, when, when);
};

describe('leasesIn', () => {
  it('gives a cell to one of several that claim it at the same time', async () => {
    const folder = await newFolder();
    const claimants = await Promise.all(Array.from({ length: 20 }, () => leasesIn(folder)));
    const won = await Promise.all(claimants.map((one) => one.claim('a')));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await (claimants[0] as (typeof claimants)[0]).running()).toEqual(['a']);
    const winner = claimants[won.indexOf(true)] as (typeof claimants)[0];
    await winner.release('a');
    expect(await readdir(folder)).toEqual([]);
    expect(await (claimants[1] as (typeof claimants)[0]).claim('a')).toBe(true);
    for (const one of claimants) await one.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('passes over what another host claimed a moment ago, and takes what it left a minute ago', async () => {
    const folder = await newFolder();
    await leaseOf(folder, 'fresh', {}, 30);
    await leaseOf(folder, 'stale', {}, 90);
    const leases = await leasesIn(folder);
    expect(await leases.running()).toEqual(['fresh']);
    expect(await leases.claim('fresh')).toBe(false);
    expect(await leases.claim('stale')).toBe(true);
    expect((await leases.running()).sort()).toEqual(['fresh', 'stale']);
    await leases.close();
    expect(await readdir(folder)).toEqual(['fresh.lease']);
  });

  it('keeps no lease of what is released while others ask', async () => {
    const folder = await newFolder();
    const [one, other] = await Promise.all([leasesIn(folder), leasesIn(folder)]);
    await leaseOf(folder, 'elsewhere', {}, 30);
    const ids = Array.from({ length: 200 }, (_, i) => `cell${i}`);
    const work = async (leases: typeof one, order: readonly string[]) => {
      let claimed = 0;
      for (const id of order) {
        expect(await leases.claim('elsewhere')).toBe(false);
        if (!(await leases.claim(id))) continue;
        claimed++;
        await leases.release(id);
      }
      return claimed;
    };
    const counts = await Promise.all([work(one, ids), work(other, ids), work(one, [...ids].reverse())]);
    for (const count of counts) expect(count).toBeGreaterThan(0);
    expect(await readdir(folder)).toEqual(['elsewhere.lease']);
  });

  it.runIf(process.platform === 'linux')('takes at once what a process beside it left', async () => {
    const { readlink } = await import('node:fs/promises');
    const folder = await newFolder();
    const here = { host: hostname(), namespace: await readlink('/proc/self/ns/pid') };
    // The largest process id of Linux is below 2^22.
    await leaseOf(folder, 'dead', { ...here, pid: 2 ** 30 });
    await leaseOf(folder, 'alive', { ...here, pid: process.pid });
    // Equal numbers in another container say nothing.
    await leaseOf(folder, 'container', { ...here, namespace: 'pid:[1]', pid: 2 ** 30 });
    const leases = await leasesIn(folder);
    expect(await Promise.all(['dead', 'alive', 'container'].map((id) => leases.claim(id)))).toEqual([
      true,
      false,
      false,
    ]);
    await leases.close();
  });
});
