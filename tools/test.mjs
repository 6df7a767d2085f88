// `npm test`, `npm run test:system`, or both: runs their parts one after the other and prints one plain count at the end.
// Considered: the summaries of vitest and of nx; neither counts over several runs, nor tests of a run that is cached.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nx, tool } from './command.mjs';
import { setUp } from './set-up.mjs';
import { root } from './workspace.mjs';

/** @typedef {'passed' | 'failed' | 'skipped'} Outcome */
/** @typedef {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} Report of vitest, in JSON */

const reports = join(root, '.reports');

/**
 * How each test of a report ended; a file that did not load counts as one that failed.
 * @param {Report} report
 * @returns {Outcome[]}
 */
export const outcomesIn = ({ testResults }) =>
  testResults.flatMap(({ status: ofFile, assertionResults }) => {
    const outcomes = assertionResults.map(({ status }) =>
      status === 'passed' || status === 'failed' ? status : 'skipped',
    );
    return ofFile === 'failed' && !outcomes.includes('failed') ? [...outcomes, 'failed'] : outcomes;
  });

/**
 * How the tests of a run ended: what its report says, and one more that failed where that does not account for its code.
 * @param {number} code
 * @param {string} file the report
 * @returns {Outcome[]}
 */
export const outcomesOf = (code, file) => {
  /** @type {Outcome[]} */
  let outcomes = [];
  try {
    outcomes = outcomesIn(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return ['failed'];
  }
  return code === 0 || outcomes.includes('failed') ? outcomes : [...outcomes, 'failed'];
};

/** @param {string} part of tools/checks/vitest.config.ts */
const checks = (part) => () =>
  tool(
    'vitest',
    [
      ...['run', '--config', 'tools/checks/vitest.config.ts', '--project', part, '--passWithNoTests'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${join(reports, `${part}.json`)}`],
    ],
    { show: true },
  );

/** What runs for each tier, by the name of its report. @type {Record<string, Record<string, () => Promise<{ code: number }>>>} */
const tiers = {
  main: {
    sources: checks('sources'),
    build: checks('build'),
    tests: () => nx(['run', 'workspace:tests', '--outputStyle=stream-without-prefixes'], { show: true }),
    packages: checks('packages'),
  },
  system: { build: checks('build'), system: checks('system') },
};

/** @param {string[]} names of tiers, or of parts of them @returns {Promise<void>} */
const main = async (names) => {
  await setUp();
  const parts = Object.assign(
    {},
    ...names.map(
      (name) =>
        tiers[name] ??
        Object.fromEntries(
          Object.entries({ ...tiers.main, ...tiers.system }).filter(([part]) => part === name),
        ),
    ),
  );
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const [part, run] of Object.entries(parts)) {
    const report = join(reports, `${part}.json`);
    rmSync(report, { force: true });
    console.log(`\n${part}`);
    const start = performance.now();
    outcomes.push(...outcomesOf((await run()).code, report));
    console.log(`${part}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
  /** @param {Outcome} one */
  const count = (one) => outcomes.filter((outcome) => outcome === one).length;
  console.log(`\n${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
  process.exitCode = Number(outcomes.length === 0 || outcomes.includes('failed'));
};

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2));
