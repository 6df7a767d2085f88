// What decides the outcome of tests beside the sources, as one text; nx takes it into the hash of its target `tests`.
// Considered: nx's own inputs; they name no folder outside of the workspace, and `externalDependencies` no program.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './testing/find-program.mjs';
import { root } from './workspace.mjs';

/** A hash of the files of a folder and their paths, or that there is none. @param {string} folder */
const hashOf = (folder) => {
  if (!existsSync(folder)) return 'absent';
  const hash = createHash('sha256');
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort())
    hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
};

console.log(
  JSON.stringify({
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    shared: hashOf(join(root, '..', 'shared')),
    programs: ['chromium', 'latex', 'slurm'].map((name) => [name, findProgram(name)]),
    nativeBackend: existsSync(join(root, 'node_modules', '@tensorflow', 'tfjs-node')),
  }),
);
