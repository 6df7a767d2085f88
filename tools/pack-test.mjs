// `node tools/pack-test.mjs losses`: packs packages, installs each into an empty folder outside the workspace, and uses it
// there as its users would.
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExample } from './check-readmes.mjs';
import { codeBlocks } from './code-blocks.mjs';
import { node, npm } from './command.mjs';
import { inParallel } from './in-parallel.mjs';
import { pack } from './pack.mjs';
import { check } from './result.mjs';
import { runAsMain } from './run-as-main.mjs';
import { closureOf, publishedPackages, requiredPeersOf, root } from './workspace.mjs';

/** @typedef {import('./workspace.mjs').Package} Package */

/**
 * Copies a folder by linking its files, which is quick; what npm writes in place is really copied.
 * @param {string} from
 * @param {string} to
 */
const linkFolder = (from, to) => {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkFolder(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (/package(-lock)?\.json$/.test(entry.name)) copyFileSync(source, target);
    else linkSync(source, target);
  }
};

/** @param {string} folder @param {string[]} what */
const install = async (folder, what) => {
  const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await npm(['install', ...options, ...what], { cwd: folder });
  if (code !== 0) throw new Error(`npm install ${what.join(' ')} failed:\n${output}`);
};

/**
 * A function that makes a folder with some peers installed, in the versions of the workspace. Equal peers are installed
 * once and linked from there.
 * @param {string} parent
 */
const foldersWithPeers = (parent) => {
  /** @type {Map<string, Promise<string>>} */
  const templates = new Map();
  let made = 0;
  /** @param {string[]} peers */
  const templateOf = async (peers) => {
    const folder = join(parent, `template-${templates.size}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    if (peers.length > 0) await install(folder, peers);
    return folder;
  };
  /** @param {string[]} names */
  return async (names) => {
    const peers = names.map((name) => {
      const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
      return `${name}@${version}`;
    });
    const key = peers.join(' ');
    if (!templates.has(key)) templates.set(key, templateOf(peers));
    const folder = join(parent, `consumer-${made++}`);
    linkFolder(/** @type {string} */ (await templates.get(key)), folder);
    return folder;
  };
};

/** The first example of a README. @param {string} readme */
const exampleOf = (readme) => {
  const [block] = codeBlocks(readme);
  if (!block) throw new Error('the README has no ```ts example');
  return block.code;
};

/**
 * The packages that the README example of a package imports, which its reader installs too.
 * @param {Package} of
 */
const importedByExample = ({ path }) => {
  const imports = exampleOf(readFileSync(join(path, 'README.md'), 'utf8')).matchAll(
    /^import (?:.* from )?'((?:@[^/']+\/)?[^/']+)/gm,
  );
  return [...new Set([...imports].map(({ 1: name }) => /** @type {string} */ (name)))].filter(
    (name) => !isBuiltin(name),
  );
};

/** Every file that `exports` names. @param {Package} of @returns {string[]} */
const exportedFiles = ({ manifest }) =>
  Object.values(manifest.exports ?? {}).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  );

/**
 * The checks of an installed package, by name; each throws where it fails.
 * @param {Package} one
 * @param {string} folder where it is installed
 * @returns {Record<string, () => Promise<void>>}
 */
const checksOf = (one, folder) => {
  const installed = join(folder, 'node_modules', one.name);
  /** @param {Promise<{ code: number, output: string, stdout: string }>} ending */
  const succeeds = async (ending) => {
    const { code, output, stdout } = await ending;
    if (code !== 0 || stdout.trim() === '') throw new Error(output || 'nothing was printed');
  };
  const printNames = (/** @type {string} */ value) => `console.log(Object.keys(${value}))`;
  /** @param {string[]} args */
  const script = (...args) => succeeds(node(args, { cwd: folder, seconds: 60 }));
  /** @param {string[]} args */
  const npx = (...args) => succeeds(npm(['exec', '--no', '--', ...args], { cwd: folder, seconds: 60 }));
  const bins = Object.keys(one.manifest.bin ?? {});
  return {
    import: () => script('--input-type=module', '-e', printNames(`await import('${one.name}')`)),
    require: () => script('-e', printNames(`require('${one.name}')`)),
    'files of exports': async () => {
      const missing = exportedFiles(one).filter((file) => !existsSync(join(installed, file)));
      if (missing.length > 0)
        throw new Error(`package.json exports ${missing.join(', ')}, which is not packed`);
    },
    'README example': async () => {
      await runExample(exampleOf(readFileSync(join(installed, 'README.md'), 'utf8')), folder);
    },
    ...Object.fromEntries(bins.map((bin) => [`npx ${bin} --help`, () => npx(bin, '--help')])),
    ...(bins.includes('ildl') && { 'npx ildl list methods': () => npx('ildl', 'list', 'methods') }),
  };
};

/**
 * Packs and tries packages; one result each.
 * @param {Package[]} packages
 */
export const packTest = async (packages) => {
  const parent = mkdtempSync(join(tmpdir(), 'ildl-pack-'));
  try {
    const all = publishedPackages();
    const tarballs = await pack(all, parent);
    const folderWithPeers = foldersWithPeers(parent);
    return await inParallel(packages, (one) =>
      check(`${one.name} packed, installed and used`, async () => {
        const wanted = importedByExample(one);
        const own = all.filter(({ name }) => name === one.name || wanted.includes(name));
        const others = wanted.filter((name) => !all.some((known) => known.name === name));
        const closure = new Set(own.flatMap((start) => closureOf(start, all)));
        const peers = [...closure].flatMap(requiredPeersOf);
        const folder = await folderWithPeers([...new Set([...peers, ...others])].sort());
        await install(
          folder,
          [...closure].map(({ name }) => tarballs.get(name)?.file ?? name),
        );
        /** @type {string[]} */
        const failures = [];
        for (const [name, run] of Object.entries(checksOf(one, folder)))
          await run().then(
            () => console.log(`    ok      ${one.name}: ${name}`),
            (error) => failures.push(`${name}: ${error.message}`),
          );
        rmSync(folder, { recursive: true, force: true });
        if (failures.length > 0) throw new Error(failures.join('\n'));
      }),
    );
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
};

await runAsMain(import.meta, (names) => {
  const all = publishedPackages();
  const packages = all.filter(({ folder, name }) => names.includes(folder) || names.includes(name));
  if (packages.length === 0)
    throw new Error(`Name packages to test: ${all.map(({ folder }) => folder).join(', ')}.`);
  return packTest(packages);
});
