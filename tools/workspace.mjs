import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Manifest The parts of a package.json that the tools read
 * @property {string} name
 * @property {string} version
 * @property {string} [description]
 * @property {boolean} [private]
 * @property {Record<string, string>} [bin]
 * @property {Record<string, string | Record<string, string>>} [exports]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, { optional?: boolean }>} [peerDependenciesMeta]
 */
/** @typedef {{ folder: string, layer: string, path: string, name: string, manifest: Manifest }} Package `path` is absolute */

/** The root of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} parent @param {string} layer @returns {Package[]} */
const packagesIn = (parent, layer) =>
  (existsSync(parent) ? readdirSync(parent) : [])
    .filter((folder) => existsSync(join(parent, folder, 'package.json')))
    .sort()
    .map((folder) => {
      const path = join(parent, folder);
      /** @type {Manifest} */
      const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
      return { folder, layer, path, name: manifest.name, manifest };
    });

/** The layers of packages/, from the lowest: a package imports only what is below it. */
export const layers = ['base', 'pieces', 'engine', 'training', 'methods', 'apps'];

/**
 * The packages of a workspace, by layer.
 * @param {string} [workspace]
 */
export const packagesOf = (workspace = root) =>
  layers.flatMap((layer) => packagesIn(join(workspace, 'packages', layer), layer));

/** The packages that are published. */
export const publishedPackages = () => packagesOf().filter(({ manifest }) => !manifest.private);

/**
 * The entries of a package by the names that they are imported by, each with its source: dist/x.js is made of src/x.ts.
 * @param {Pick<Package, 'name' | 'manifest'>} of
 * @returns {{ id: string, source: string }[]} `source` within the package
 */
export const entriesOf = ({ name, manifest }) =>
  Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) => {
    const file = typeof target === 'string' ? target : (target.default ?? '');
    const source = /^\.\/dist\/(.*)\.js$/.exec(file)?.[1];
    return source === undefined ? [] : [{ id: name + subpath.slice(1), source: `src/${source}.ts` }];
  });

/**
 * The examples of a workspace.
 * @param {string} [workspace]
 */
export const examplesOf = (workspace = root) => packagesIn(join(workspace, 'examples'), 'examples');

/**
 * A package and the packages of the workspace that it needs at run time, itself first.
 * @param {Package} start
 * @param {Package[]} packages
 * @returns {Package[]}
 */
export const closureOf = (start, packages) => {
  const found = new Set([start]);
  for (const { manifest } of found)
    for (const one of packages) if (manifest.dependencies?.[one.name]) found.add(one);
  return [...found];
};

/**
 * The peers that must be installed beside a package.
 * @param {Package} of
 * @returns {string[]}
 */
export const requiredPeersOf = ({ manifest }) =>
  Object.keys(manifest.peerDependencies ?? {}).filter(
    (name) => !manifest.peerDependenciesMeta?.[name]?.optional,
  );
