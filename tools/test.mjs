// `npm test`: everything that must hold before a change lands. The last line is the plain count.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tool } from './command.mjs';
import { check, printCounts } from './result.mjs';
import { runAsMain } from './run-as-main.mjs';
import { build, setUp } from './set-up.mjs';
import { publishedPackages } from './workspace.mjs';

/** @typedef {import('./result.mjs').Result} Result */

/**
 * @param {string} title
 * @param {() => Promise<readonly Result[]>} work
 */
const step = async (title, work) => {
  console.log(`\n${title}`);
  const start = performance.now();
  const results = await work();
  console.log(`  ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return results;
};

/**
 * The results in a JSON report of vitest.
 * @param {{ testResults: { name: string, status: string, assertionResults: { fullName: string, status: string }[] }[] }} report
 * @returns {Result[]}
 */
export const resultsIn = ({ testResults }) =>
  testResults.flatMap(({ name: file, status, assertionResults }) => {
    const results = assertionResults.map(({ fullName: name, status: outcome }) => ({
      name,
      outcome: /** @type {Result['outcome']} */ (
        outcome === 'passed' || outcome === 'failed' ? outcome : 'skipped'
      ),
    }));
    const fileFailed = status === 'failed' && results.every(({ outcome }) => outcome !== 'failed');
    return fileFailed ? [...results, { name: file, outcome: /** @type {const} */ ('failed') }] : results;
  });

/** Runs vitest once, and counts its tests. */
const runVitest = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ildl-vitest-'));
  try {
    const file = join(folder, 'report.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const { code } = await tool('vitest', ['run', ...reporters], { show: true });
    const results = resultsIn(JSON.parse(readFileSync(file, 'utf8')));
    return code === 0 || results.some(({ outcome }) => outcome === 'failed')
      ? results
      : [...results, { name: 'vitest', outcome: /** @type {const} */ ('failed') }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

await runAsMain(import.meta, async () => {
  /** @type {Result[]} */
  const results = [];
  /** @param {string} title @param {() => Promise<readonly Result[]>} work */
  const run = async (title, work) => {
    results.push(...(await step(title, work)));
  };

  await setUp();
  await run('Sources', async () => (await import('./check.mjs')).checkSources());
  await run('Build', async () => [await check('all packages', build)]);
  const built = results.at(-1)?.outcome === 'passed';
  await run('Tests', runVitest);
  /** @param {string} title @param {() => Promise<readonly Result[]>} work */
  const runBuilt = (title, work) =>
    run(title, async () =>
      built
        ? work()
        : [
            await check(title, () => {
              throw new Error('not run, because the build failed');
            }),
          ],
    );
  await runBuilt('Examples in the documentation', async () =>
    (await import('./check-readmes.mjs')).checkReadmes(),
  );
  await runBuilt('Packages', async () => (await import('./check-packages.mjs')).checkPackages());
  await runBuilt('Packed packages, installed and used', async () =>
    (await import('./pack-test.mjs')).packTest(publishedPackages()),
  );
  console.log();
  printCounts(results);
  return results;
});
