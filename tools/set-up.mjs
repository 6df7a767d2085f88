// What comes before every command. Considered: nothing that is installed can install itself; nx builds.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, nx, succeeds } from './command.mjs';
import { root } from './workspace.mjs';

const oldestNode = [20, 19];

const checkNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = oldestNode;
  if (major < needMajor || (major === needMajor && minor < needMinor))
    throw new Error(
      `Node ${process.versions.node} is too old; install Node ${oldestNode.join('.')} or newer and run this again.`,
    );
};

/** @typedef {{ version?: string, link?: boolean, optional?: boolean }} LockEntry */

/**
 * @param {string} path
 * @returns {Record<string, LockEntry>}
 */
const entriesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

/**
 * Whether node_modules holds what package-lock.json names. (Optional packages are of other platforms.)
 * @param {string} [workspace]
 */
export const isInstalled = (workspace = root) => {
  const installedLock = join(workspace, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const installed = entriesOf(installedLock);
  return Object.entries(entriesOf(join(workspace, 'package-lock.json'))).every(
    ([path, { version, link, optional }]) =>
      optional ||
      !path.includes('node_modules/') ||
      (installed[path]?.version === version && installed[path]?.link === link),
  );
};

const install = async () => {
  console.log('Installing the dependencies with npm ci.');
  const { code, output } = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  if (code === 0) return;
  const [reason] = output.split('npm error Clean install a project');
  throw new Error(
    `${reason?.trimEnd()}\nThe dependencies could not be installed. Where the lock file misses packages, run npm install and then node .ci/complete-lock.mjs.`,
  );
};

/** Makes sure that Node is new enough and that the dependencies are installed; else says why not, and ends the process. */
export const setUp = async () => {
  try {
    checkNode();
    if (!isInstalled()) await install();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
};

/** Builds all packages, those that changed since the last time. */
export const build = async () => {
  await succeeds(
    nx(['run-many', '-t', 'build', '--outputStyle=static'], { env: { FORCE_COLOR: '0' } }),
    'The build',
  );
};
