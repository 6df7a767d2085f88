import { existsSync, readlinkSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ildl, start, temporaryFolder } from './run-cli.js';

const folder = await temporaryFolder();

/** A module of one method without imports; `fit` is the body of its fit, `top` runs when it loads. */
const methodModule = async (
  id: string,
  {
    fit = 'return predictor(train.y)',
    top = '',
    more = {},
  }: { fit?: string; top?: string; more?: object } = {},
) => {
  const path = join(folder, `${id}.mjs`);
  await writeFile(
    path,
    `${top}
const predictor = (y) => ({
  predict: (x) => y.slice([0, 0], [1, y.shape[1]]).tile([x.shape[0], 1]),
  save: async () => new Uint8Array(1), dispose() {},
});
const method = () => ({ name: '${id}', async *fit({ train }) { ${fit} }, async load() {} });
export const m = Object.assign(method, ${JSON.stringify({
      id,
      summary: 'a test',
      defaults: {},
      features: 'raw',
      usesValidation: false,
      ...more,
    })});
`,
  );
  return path;
};
interface Row {
  readonly method: string;
  readonly fold: number;
  readonly status: string;
  readonly reason?: string;
}
const runWith = async (paths: readonly string[], ...rest: string[]) => {
  const out = `out-${Math.random().toString(36).slice(2)}`;
  const args = ['run', ...paths, 'uniform', '--folds', '2', '--out', out, '--json', ...rest];
  const outcome = await ildl(args, folder);
  const { cells } = JSON.parse(outcome.stdout) as { cells: Row[] };
  const of = (id: string) => cells.filter(({ method }) => method === id);
  return { ...outcome, of };
};

describe('a method that misbehaves fails its own cells, with the true reason', () => {
  it('whatever it does in a fit', async () => {
    const paths = await Promise.all([
      methodModule('throws', { fit: "throw new Error('no luck')" }),
      methodModule('throws-text', { fit: "throw 'only text'" }),
      methodModule('exits', { fit: 'process.exit(0)' }),
      methodModule('exits-later', { fit: 'setTimeout(() => process.exit(3)); await new Promise(() => {})' }),
      methodModule('rejects', {
        fit: "Promise.reject(new Error('nobody waits')); await new Promise((go) => setTimeout(go, 200)); return predictor(train.y)",
      }),
      methodModule('aborts', { fit: 'process.abort()' }),
      methodModule('prints', {
        fit: "console.log('HELLO'); process.stdout.write('{'); return predictor(train.y)",
      }),
      methodModule('asks', { more: { features: 'standardized' } }),
      methodModule('short', { fit: 'return predictor(train.y.slice([0, 0], [1, 2]))' }),
      methodModule('not-finite', { fit: 'return predictor(train.y.div(0).sub(train.y.div(0)))' }),
      methodModule('sums', { fit: 'return predictor(train.y.mul(3))' }),
      methodModule('negative', { fit: 'return predictor(train.y.sub(1))' }),
    ]);
    const { code, of, stderr } = await runWith(paths);
    expect(code).toBe(1);
    const both = (id: string) => new Set(of(id).map(({ status, reason = '' }) => `${status}: ${reason}`));
    expect(of('uniform').map(({ status }) => status)).toEqual(['done', 'done']);
    expect(of('prints').map(({ status }) => status)).toEqual(['done', 'done']);
    expect(stderr).toContain('HELLO');
    expect(both('throws')).toEqual(new Set(['failed: no luck']));
    expect(both('throws-text')).toEqual(new Set(['failed: only text']));
    expect(both('exits')).toEqual(new Set(['failed: It called process.exit(0).']));
    expect(both('exits-later')).toEqual(
      new Set(['failed: It threw outside of its fit: It called process.exit(3).']),
    );
    expect(both('rejects')).toEqual(new Set(['failed: It threw outside of its fit: nobody waits']));
    expect([...both('aborts')][0]).toMatch(
      /^failed: Its process ran out of memory, twice\.|^failed: .*SIGABRT/,
    );
    expect([...both('asks')][0]).toMatch(/^failed: .*standardized/);
    expect([...both('short')][0]).toMatch(
      /^failed: It predicted no label distributions: the shape is \[\d+,2\]/,
    );
    expect([...both('not-finite')][0]).toMatch(/^diverged: It predicted NaN for label 1 of row 1\.$/);
    expect([...both('sums')][0]).toMatch(/^failed: It predicted no label distributions: row 1 sums to 3/);
    expect([...both('negative')][0]).toMatch(
      /^failed: It predicted no label distributions: label \d has the degree -|^failed: It predicted no label distributions: label \d of row 1 has the degree -/,
    );
  }, 180_000);

  it('where it reports nothing for too long', async () => {
    const paths = await Promise.all([
      methodModule('hangs', { fit: 'for (;;) {}' }),
      methodModule('waits', { fit: 'await new Promise(() => {})' }),
    ]);
    const { code, of } = await runWith(paths, '--cell-timeout', '8');
    expect(code).toBe(1);
    expect(of('uniform').map(({ status }) => status)).toEqual(['done', 'done']);
    const reason = 'It reported nothing for 8 s; give more time with --cell-timeout where it needs that.';
    for (const id of ['hangs', 'waits'])
      expect(of(id)).toMatchObject([
        { status: 'failed', reason },
        { status: 'failed', reason },
      ]);
  }, 120_000);

  it('whatever it does while it loads', async () => {
    const paths = await Promise.all([
      methodModule('bad-top', { top: "throw new Error('cannot begin')" }),
      methodModule('exit-top', { top: 'process.exit(0)' }),
      methodModule('hang-top', { top: 'for (;;) {}' }),
      methodModule('wait-top', { top: 'await new Promise(() => {})' }),
    ]);
    const { code, of } = await runWith(paths, '--cell-timeout', '8');
    expect(code).toBe(1);
    expect(of('uniform').map(({ status }) => status)).toEqual(['done', 'done']);
    const reason = (id: string) => of(id)[1]?.reason;
    expect(reason('bad-top')).toMatch(/bad-top\.mjs does not load: cannot begin\.$/);
    expect(reason('exit-top')).toMatch(/does not load: It called process\.exit\(0\)\.$/);
    for (const id of ['hang-top', 'wait-top'])
      expect(reason(id)).toMatch(/does not load: it was not ready after 8 s\.$/);
  }, 120_000);
});

describe('a command line that cannot be meant so', () => {
  it('ends although a module was loaded for it', async () => {
    const path = await methodModule('fine');
    for (const rest of [['--set', 'nokey=1'], ['nomethod'], ['--dataset', 'nodata']])
      expect(await ildl(['run', path, ...rest], folder)).toMatchObject({ code: 2, stdout: '' });
  }, 20_000);
});

describe('identity', () => {
  it('runs a method again where a module that it imports has changed, and only then', async () => {
    const helper = join(folder, 'helper.mjs');
    await writeFile(helper, 'export const row = 0;\n');
    const path = await methodModule('helped', {
      top: "import { row } from './helper.mjs';",
      fit: 'return predictor(train.y.slice([row, 0], [1, train.y.shape[1]]))',
    });
    const run = async () => {
      const { stdout, stderr } = await ildl(
        ['run', path, 'uniform', '--folds', '2', '--out', 'helped', '--json'],
        folder,
      );
      const { cells } = JSON.parse(stdout) as { cells: { method: string; metrics: { kl: number } }[] };
      const before = Number(/(\d+) of them finished before/.exec(stderr)?.[1] ?? 0);
      return {
        before,
        kl: cells.filter(({ method }) => method === 'helped').map(({ metrics }) => metrics.kl),
      };
    };
    const first = await run();
    expect(first.before).toBe(0);
    expect(await run()).toEqual({ before: 4, kl: first.kl });
    await writeFile(helper, 'export const row = 3;\n');
    const changed = await run();
    expect(changed.before).toBe(2);
    expect(changed.kl).not.toEqual(first.kl);
    // The page shows what the code of now makes, once.
    const page = await readFile(join(folder, 'helped', 'report.html'), 'utf8');
    expect(page).not.toContain('code=');
  }, 60_000);
});

describe('nothing lives on', () => {
  const alive = (marker: string) =>
    import('node:child_process').then(({ execFileSync }) =>
      execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line.includes('worker.js'))
        .filter((line) => {
          const pid = line.trim().split(' ')[0] as string;
          try {
            return readlinkSync(`/proc/${pid}/cwd`) === marker;
          } catch {
            return false;
          }
        }),
    );

  it.runIf(existsSync('/proc/self/cwd'))(
    'after a parent that was killed while a method never gives a turn',
    async () => {
      const path = await methodModule('spins', { fit: 'for (;;) {}' });
      const { process: parent, end } = start(['run', path, '--folds', '2', '--out', 'spins'], folder);
      while ((await alive(folder)).length < 2) await wait(200);
      await wait(500);
      parent.kill('SIGKILL');
      await end;
      for (let i = 0; i < 25 && (await alive(folder)).length > 0; i++) await wait(200);
      expect(await alive(folder)).toEqual([]);
    },
    60_000,
  );

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'after %s, which ends all within a second and says how to go on',
    async (signal) => {
      const path = await methodModule(`spins-${signal.toLowerCase()}`, { fit: 'for (;;) {}' });
      const out = `stopped-${signal}`;
      const { process: parent, end } = start(
        ['run', 'uniform', path, '--folds', '2', '--out', out, '--workers', '2'],
        folder,
      );
      while (!existsSync(join(folder, out, 'plan.json'))) await wait(100);
      await wait(2500);
      const began = performance.now();
      parent.kill(signal);
      const { code, stderr } = await end;
      // A second, and what a busy machine adds.
      expect(performance.now() - began).toBeLessThan(3000);
      expect(code).toBe(signal === 'SIGTERM' ? 143 : 130);
      expect(stderr).toMatch(
        /ildl: Stopped with \d of 4 cells finished; run the same command again to go on\.\n$/,
      );
      // What stopped is no failure.
      const status = await ildl(['status', out], folder);
      expect(status.stdout).toMatch(
        /^4 cells planned: \d done, 0 diverged, 0 failed, 0 running, \d missing\./,
      );
    },
    60_000,
  );
});
