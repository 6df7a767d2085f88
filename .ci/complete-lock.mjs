// `node .ci/complete-lock.mjs`: gives package-lock.json its entries for other platforms. npm leaves them out where the
// registry in use serves the packages of one platform only, and `npm ci` then refuses the file on every platform.
// Considered: npm's own --os, --cpu and --libc, which ask the registry too.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../tools/workspace.mjs';

const systems = 'aix android darwin freebsd linux netbsd openbsd openharmony sunos win32'.split(' ');
const processors = 'arm arm64 ia32 loong64 mips64el ppc64 riscv64 s390x wasm32 x64'.split(' ');

/**
 * The entry of a package that is named after its platform, such as `@rollup/rollup-linux-x64-musl`.
 * @param {string} name
 * @param {string} version
 * @param {boolean | undefined} dev
 */
export const platformEntry = (name, version, dev) => {
  const words = name.slice(name.indexOf('/') + 1).split('-');
  const os = words.filter((word) => systems.includes(word));
  const library = words.find((word) => /^(gnu|musl)/.test(word));
  return {
    version,
    cpu: words.filter((word) => processors.includes(word)),
    ...(dev && { dev }),
    ...(library && os.includes('linux') && { libc: [library.startsWith('musl') ? 'musl' : 'glibc'] }),
    optional: true,
    os,
  };
};

/** @typedef {{ dev?: boolean, optionalDependencies?: Record<string, string> }} Entry */

/**
 * Adds what is missing to a lock file.
 * @param {{ packages: Record<string, Entry> }} lock
 * @returns {string[]} the names of what was added
 */
export const completeLock = (lock) => {
  const added = Object.entries(lock.packages).flatMap(([path, { dev, optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(
        ([name]) => !lock.packages[`${path}/node_modules/${name}`] && !lock.packages[`node_modules/${name}`],
      )
      .map(([name, version]) => {
        lock.packages[`node_modules/${name}`] = platformEntry(name, version, dev);
        return name;
      }),
  );
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
  );
  return added;
};

if (process.argv[1] === import.meta.filename) {
  const file = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const added = completeLock(lock);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${added.length} entries added.`);
}
