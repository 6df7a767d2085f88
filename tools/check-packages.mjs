// What the package of every folder looks like from outside: publint, attw, and what we promise of it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tool } from './command.mjs';
import { inParallel } from './in-parallel.mjs';
import { pack } from './pack.mjs';
import { check, checkCommand } from './result.mjs';
import { runAsMain } from './run-as-main.mjs';
import { publishedPackages } from './workspace.mjs';

/** Production dependencies of others that a package may have; those of this workspace do not count. */
const mostDependencies = 10;

/**
 * What is wrong with a package, one sentence each.
 * @param {import('./workspace.mjs').Manifest} manifest
 * @param {readonly string[]} contents the files in its tarball
 * @param {ReadonlySet<string>} own the names of the packages of the workspace
 * @returns {string[]}
 */
export const packageProblems = (manifest, contents, own) => {
  const others = Object.keys(manifest.dependencies ?? {}).filter((name) => !own.has(name));
  const installScripts = ['preinstall', 'install', 'postinstall'].filter((name) => manifest.scripts?.[name]);
  return [
    ...['LICENSE', 'README.md']
      .filter((file) => !contents.includes(file))
      .map((file) => `It packs no ${file}.`),
    ...contents
      .filter((file) => /^(src|test)\/|\.test\./.test(file))
      .map((file) => `It packs ${file}, which nobody needs who installs it.`),
    ...(manifest.description ? [] : ['Its package.json has no description.']),
    ...installScripts.map(
      (name) => `Its package.json has the script ${name}: nothing may run when it is installed.`,
    ),
    ...(others.length > mostDependencies
      ? [
          `It has ${others.length} production dependencies, more than ${mostDependencies}: ${others.join(', ')}.`,
        ]
      : []),
  ];
};

/** Checks all packages, three results each. */
export const checkPackages = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ildl-packages-'));
  try {
    const packages = publishedPackages();
    const own = new Set(packages.map(({ name }) => name));
    const tarballs = await pack(packages, folder);
    const results = await inParallel([...tarballs], async ([name, { file, contents }]) => {
      const manifest = /** @type {import('./workspace.mjs').Package} */ (
        packages.find((one) => one.name === name)
      ).manifest;
      return [
        await check(`${name}: licence, readme, dependencies`, () => {
          const problems = packageProblems(manifest, contents, own);
          if (problems.length > 0) throw new Error(problems.join('\n'));
        }),
        await checkCommand(`${name}: publint`, () => tool('publint', ['run', file, '--strict'])),
        await checkCommand(`${name}: attw`, () =>
          tool('@arethetypeswrong/cli', [file, '--profile', 'esm-only', '--no-emoji', '--no-color']),
        ),
      ];
    });
    return results.flat();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

await runAsMain(import.meta, checkPackages);
