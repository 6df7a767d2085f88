import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { init, parse } from 'es-module-lexer';
import { sha256Of } from './cell-id.js';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** What it needs at run time, by name. */
  readonly needs: readonly string[];
}

/** Scores of other code are computed anew of the predictions, so metrics decide no result. */
const ofScores = '@ildl/metrics';

const isOurs = (name: string) => name.startsWith('@ildl/');
const nameIn = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
const shortHash = (content: string | Uint8Array) =>
  createHash('sha256').update(content).digest('hex').slice(0, 16);

const packages = new Map<string, Package | undefined>();
const packageIn = (folder: string): Package | undefined => {
  if (!packages.has(folder)) {
    const path = join(folder, 'package.json');
    const { name, version, dependencies, peerDependencies, peerDependenciesMeta } = existsSync(path)
      ? JSON.parse(readFileSync(path, 'utf8'))
      : {};
    const needs = Object.keys({ ...dependencies, ...peerDependencies });
    packages.set(
      folder,
      name === undefined || version === undefined
        ? undefined
        : { name, version, folder, needs: needs.filter((one) => !peerDependenciesMeta?.[one]?.optional) },
    );
  }
  return packages.get(folder);
};

const upwards = (folder: string): string[] => {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
};

/** The package that holds a file, if any. */
const packageOf = (file: string): Package | undefined => {
  for (const folder of upwards(dirname(file))) {
    const found = packageIn(folder);
    if (found) return found;
    if (basename(folder) === 'node_modules') return undefined;
  }
  return undefined;
};

/** The package of a name that a module in a folder would import. */
const packageNamed = (name: string, from: string): Package | undefined => {
  for (const folder of upwards(from)) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return packageIn(realpathSync(path));
  }
  return undefined;
};

const isInstalled = ({ folder }: Package) => folder.split(sep).includes('node_modules');

interface Source {
  readonly hash: string;
  readonly imports: readonly { readonly specifier: string; readonly isDynamic: boolean }[];
}

const sources = new Map<string, Source>();
const remembered = (file: string, source: Source): Source => {
  sources.set(file, source);
  return source;
};
const sourceOf = (file: string): Source => {
  const known = sources.get(file);
  if (known) return known;
  const content = readFileSync(file);
  const imports: { specifier: string; isDynamic: boolean }[] = [];
  if (/\.[cm]?js$/.test(file)) {
    const text = content.toString('utf8');
    try {
      for (const { n: specifier, d } of parse(text)[0])
        if (specifier !== undefined) imports.push({ specifier, isDynamic: d >= 0 });
    } catch {
      // No ES module, or one that will not load.
    }
    if (imports.length > 0) return remembered(file, { hash: shortHash(content), imports });
    for (const [, specifier = ''] of text.matchAll(/\brequire\(\s*['"]([^'"]+)['"]\s*\)/g))
      imports.push({ specifier, isDynamic: true });
  }
  return remembered(file, { hash: shortHash(content), imports });
};

/**
 * What tells the code of a method from other code: `0.1.0+<digest>`, the version of its package (for a module, its file
 * name) and a digest over all that a worker loads for it. That is, from the module and from the worker on: files and what
 * they import by relative paths, by content; packages of a workspace, by content; installed packages, by name and
 * version, those of `@ildl/` with what they need. Left out: what only scores or renders, engines that are loaded on
 * demand (a cell names its own), and what a module reads by other means than imports.
 * @param module what `import()` takes: a URL
 */
export const identityOf = async (module: string): Promise<string> => {
  if (!module.startsWith('file:')) return `${module.split(':')[0]}+${shortHash(module)}`;
  await init;
  const start = realpathSync(fileURLToPath(module));
  const parts = new Map<string, string>();
  const labelOf = (file: string, owner: Package | undefined) =>
    owner
      ? `${owner.name}/${relative(owner.folder, file).replaceAll(sep, '/')}`
      : relative(dirname(start), file).replaceAll(sep, '/');

  const visitPackage = (found: Package, from: string, specifier: string): void => {
    if (found.name === ofScores) return;
    if (!isInstalled(found)) {
      visitFile(createRequire(from).resolve(specifier));
      return;
    }
    const key = `${found.name}@${found.version}`;
    if (parts.has(key)) return;
    parts.set(key, '');
    if (!isOurs(found.name)) return;
    for (const name of found.needs) {
      const needed = packageNamed(name, found.folder);
      if (needed) visitPackage(needed, join(found.folder, 'package.json'), name);
    }
  };
  const visitFile = (file: string): void => {
    const owner = packageOf(file);
    if (owner && isInstalled(owner)) {
      visitPackage(owner, file, owner.name);
      return;
    }
    const label = labelOf(file, owner);
    if (parts.has(label)) return;
    const { hash, imports } = sourceOf(file);
    parts.set(label, hash);
    for (const { specifier, isDynamic } of imports) {
      if (isBuiltin(specifier)) continue;
      if (/^\.{0,2}\//.test(specifier) || specifier.startsWith('file:')) {
        const path = specifier.startsWith('file:')
          ? fileURLToPath(specifier)
          : join(specifier.startsWith('/') ? '/' : dirname(file), specifier.replace(/[?#].*$/, ''));
        if (existsSync(path)) visitFile(realpathSync(path));
        continue;
      }
      const name = nameIn(specifier);
      // What our packages import on demand are engines.
      if (isDynamic && owner && isOurs(owner.name) && !isOurs(name)) continue;
      const found = packageNamed(name, dirname(file));
      if (found) visitPackage(found, file, specifier);
    }
  };

  const worker = fileURLToPath(new URL('./worker.js', import.meta.url));
  for (const file of [worker, start]) if (existsSync(file)) visitFile(realpathSync(file));
  const owner = packageOf(start);
  const name = owner && isOurs(owner.name) ? owner.version : basename(start);
  return `${name}+${sha256Of([...parts].sort(([a], [b]) => (a < b ? -1 : 1))).slice(0, 16)}`;
};

let scoring: string | undefined;

/** Of the code of the metrics that come with `ildl`. */
export const scoringIdentity = (): string => {
  if (scoring === undefined) {
    const here = fileURLToPath(import.meta.url);
    const found = packageNamed(ofScores, dirname(here));
    if (found === undefined || isInstalled(found)) scoring = `${ofScores}@${found?.version}`;
    else {
      const folder = dirname(createRequire(here).resolve(ofScores));
      const files = readdirSync(folder).filter((name) => name.endsWith('.js'));
      scoring = `${ofScores}+${shortHash(
        files
          .sort()
          .map((name) => shortHash(readFileSync(join(folder, name))))
          .join(),
      )}`;
    }
  }
  return scoring;
};
