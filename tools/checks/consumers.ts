// Folders outside the workspace with packages installed. Considered: verdaccio, a registry on this machine; tarballs and
// linked peers take a third of the time, and no port.
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { npm, succeeds } from '../command.mjs';
import { root } from '../workspace.mjs';

/** Copies a folder by linking its files, which is quick; what npm writes in place is really copied. */
const linkFolder = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkFolder(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (/package(-lock)?\.json$/.test(entry.name)) copyFileSync(source, target);
    else linkSync(source, target);
  }
};

/** @param what tarballs, or names with versions */
export const install = async (folder: string, what: readonly string[]): Promise<void> => {
  const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await succeeds(npm(['install', ...options, ...what], { cwd: folder }), `npm install ${what.join(' ')}`);
};

/** A package of a registry in the version of the workspace. */
export const inOurVersion = (name: string): string =>
  `${name}@${JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version}`;

/**
 * A function that makes a folder in `parent` with some packages installed, in the versions of the workspace. Equal ones are
 * installed once and linked from there.
 */
export const consumersIn = (parent: string): ((names: readonly string[]) => Promise<string>) => {
  const templates = new Map<string, Promise<string>>();
  let made = 0;
  const templateOf = async (peers: readonly string[]) => {
    const folder = join(parent, `template-${templates.size}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    if (peers.length > 0) await install(folder, peers);
    return folder;
  };
  return async (names) => {
    const peers = names.map(inOurVersion);
    const key = peers.join(' ');
    const template = templates.get(key) ?? templateOf(peers);
    templates.set(key, template);
    const folder = join(parent, `consumer-${made++}`);
    linkFolder(await template, folder);
    return folder;
  };
};
