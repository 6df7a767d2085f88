import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { npm, succeeds } from '../command.mjs';
import type { Package } from '../workspace.mjs';

export interface Tarball {
  readonly file: string;
  readonly contents: readonly string[];
}

/**
 * Packs packages as they would be published.
 * @param into an existing folder
 * @returns by package name
 * @throws where a package is not built
 */
export const pack = async (
  packages: readonly Package[],
  into: string,
): Promise<ReadonlyMap<string, Tarball>> => {
  for (const { path, name } of packages)
    if (!existsSync(join(path, 'dist', 'index.js')))
      throw new Error(`${name} is not built; run npm run build.`);
  const workspaces = packages.flatMap(({ name }) => ['--workspace', name]);
  const { stdout } = await succeeds(
    npm(['pack', '--json', '--pack-destination', into, ...workspaces]),
    'npm pack',
  );
  const packed: { name: string; filename: string; files: { path: string }[] }[] = Object.values(
    JSON.parse(stdout),
  );
  return new Map(
    packed.map(({ name, filename, files }) => [
      name,
      { file: join(into, filename), contents: files.map(({ path }) => path) },
    ]),
  );
};
