import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './command.mjs';

/** @typedef {import('./workspace.mjs').Package} Package */
/** @typedef {{ file: string, contents: string[] }} Tarball */

/**
 * Packs packages as they would be published.
 * @param {Package[]} packages
 * @param {string} into an existing folder
 * @returns {Promise<Map<string, Tarball>>} by package name
 * @throws where a package is not built
 */
export const pack = async (packages, into) => {
  for (const { path, name } of packages)
    if (!existsSync(join(path, 'dist', 'index.js')))
      throw new Error(`${name} is not built; run npm run build.`);
  const { code, output, stdout } = await npm([
    'pack',
    '--json',
    '--pack-destination',
    into,
    ...packages.flatMap(({ name }) => ['--workspace', name]),
  ]);
  if (code !== 0) throw new Error(`npm pack failed:\n${output}`);
  /** @type {{ name: string, filename: string, files: { path: string }[] }[]} */
  const packed = Object.values(JSON.parse(stdout));
  return new Map(
    packed.map(({ name, filename, files }) => [
      name,
      { file: join(into, filename), contents: files.map(({ path }) => path) },
    ]),
  );
};
