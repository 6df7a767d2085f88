// Every package as it would be published: what publint, attw and we promise of it, and that it works where it is installed
// into an empty folder outside the workspace.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { codeBlocks, stripTypes } from '../code-blocks.mjs';
import { node, npm, succeeds, tool } from '../command.mjs';
import {
  closureOf,
  entriesOf,
  examplesOf,
  type Package,
  publishedPackages,
  requiredPeersOf,
} from '../workspace.mjs';
import { consumersIn, install } from './consumers.js';
import { pack, type Tarball } from './pack.js';
import { packageProblems } from './package-problems.js';

const all = publishedPackages();
const parent = mkdtempSync(join(tmpdir(), 'ildl-packages-'));
afterAll(() => rmSync(parent, { recursive: true, force: true }));
const tarballs = await pack(all, parent);
const tarballOf = ({ name }: Package): Tarball => tarballs.get(name) as Tarball;
const consumerWith = consumersIn(parent);

/** The first example of a README; empty where it has none, which the tests of the documentation find. */
const exampleOf = ({ path }: Package): string =>
  codeBlocks(readFileSync(join(path, 'README.md'), 'utf8'))[0]?.code ?? '';

/** The packages that an example imports, which its reader installs too. */
const importedBy = (code: string): string[] => {
  const imports = code.matchAll(/^import (?:.* from )?'((?:@[^/']+\/)?[^/']+)/gm);
  return [...new Set([...imports].map(({ 1: name }) => name as string))].filter((name) => !isBuiltin(name));
};

/** Every file that `exports` names. */
const exportedFiles = ({ manifest }: Package): string[] =>
  Object.values(manifest.exports ?? {}).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  );

/** Runs to its end and prints something. */
const speaks = async (running: ReturnType<typeof node>): Promise<void> => {
  const { stdout } = await succeeds(running);
  if (stdout.trim() === '') throw new Error('nothing was printed');
};

/** What is done with a package where it is installed, by name. */
const usesOf = (one: Package, cwd: string): Record<string, () => Promise<void>> => {
  const script = (...args: string[]) => speaks(node(args, { cwd, seconds: 120 }));
  const npx = (...args: string[]) => speaks(npm(['exec', '--no', '--', ...args], { cwd, seconds: 60 }));
  const bins = Object.keys(one.manifest.bin ?? {});
  return {
    'files of exports': async () => {
      const installed = join(cwd, 'node_modules', one.name);
      expect(exportedFiles(one).filter((file) => !existsSync(join(installed, file)))).toEqual([]);
    },
    ...Object.fromEntries(
      entriesOf(one).flatMap(({ id }) => [
        [
          `import ${id}`,
          () => script('--input-type=module', '-e', `console.log(Object.keys(await import('${id}')))`),
        ],
        [`require ${id}`, () => script('-e', `console.log(Object.keys(require('${id}')))`)],
      ]),
    ),
    'README example': () => {
      writeFileSync(join(cwd, 'example.mjs'), stripTypes(exampleOf(one)));
      return script('example.mjs');
    },
    ...Object.fromEntries(bins.map((bin) => [`npx ${bin} --help`, () => npx(bin, '--help')])),
    ...(bins.includes('ildl') && { 'npx ildl list methods': () => npx('ildl', 'list', 'methods') }),
  };
};

/** A folder with packages of the workspace, what they need, and others, installed from tarballs. */
const consumerOf = async (own: readonly Package[], others: readonly string[]): Promise<string> => {
  const closure = [...new Set(own.flatMap((one) => closureOf(one, all)))];
  const folder = await consumerWith([...new Set([...closure.flatMap(requiredPeersOf), ...others])].sort());
  await install(
    folder,
    closure.map((one) => tarballOf(one).file),
  );
  return folder;
};

describe.concurrent.each(all)('$name', (one) => {
  it('packs a licence and a readme, and few dependencies', () => {
    const own = new Set(all.map(({ name }) => name));
    expect(packageProblems(one.manifest, tarballOf(one).contents, own)).toEqual([]);
  });

  it('pleases publint', () => succeeds(tool('publint', ['run', tarballOf(one).file, '--strict'])));

  it('pleases attw', () => {
    const options = ['--profile', 'esm-only', '--no-emoji', '--no-color'];
    return succeeds(tool('@arethetypeswrong/cli', [tarballOf(one).file, ...options]));
  });

  it('packed, installed and used', async () => {
    const wanted = importedBy(exampleOf(one));
    const own = all.filter(({ name }) => name === one.name || wanted.includes(name));
    const others = wanted.filter((name) => !all.some((known) => known.name === name));
    const folder = await consumerOf(own, others);
    const failures: string[] = [];
    for (const [name, use] of Object.entries(usesOf(one, folder)))
      await use().catch((error) => failures.push(`${name}: ${error.message}`));
    rmSync(folder, { recursive: true, force: true });
    expect(failures).toEqual([]);
  });
});

describe.concurrent.each(examplesOf())('$name', ({ path, manifest }) => {
  it('copied, installed, built and tested', async () => {
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    const own = all.filter(({ name }) => declared.includes(name));
    const others = declared.filter((name) => !own.some((one) => one.name === name));
    const folder = await consumerOf(own, others);
    for (const file of ['src', 'test', 'tsconfig.json', 'tsup.config.ts'])
      cpSync(join(path, file), join(folder, file), { recursive: true });
    // What its own npm install would take from a registry is there already, in the same versions.
    cpSync(join(path, 'package.json'), join(folder, 'package.json'));
    for (const script of Object.keys(manifest.scripts ?? {}))
      await succeeds(npm(['run', script], { cwd: folder, seconds: 300 }), `npm run ${script}`);
    rmSync(folder, { recursive: true, force: true });
  });
});
