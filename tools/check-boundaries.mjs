// Layers and imports: `trainer <- pieces <- methods <- apps`, as told in docs/contributing.md.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { layers as layersOfWorkspace, ownsTensors } from './layers.mjs';
import { runAsMain } from './run-as-main.mjs';
import { packagesOf, root } from './workspace.mjs';

/** @typedef {import('./layers.mjs').Layer} Layer */
/** @typedef {import('./workspace.mjs').Package} Package */
/** @typedef {{ from: string, typeOnly: boolean, at: string }} Import `at` is the file and line */

/** What every layer may import; a package never imports its own layer, save for apps. @type {Record<Layer, Layer[]>} */
const below = {
  core: [],
  piece: ['core'],
  method: ['core', 'piece'],
  app: ['core', 'piece', 'method', 'app'],
};

const clockAndChance = new Map([
  ['Math.random', 'take an Rng as an argument'],
  ['Date.now', 'take the time as an argument'],
]);
const tensorCalls = new Map([
  ['dispose', 'the trainer owns the memory'],
  ['dataSync', 'a piece never reads the data of a tensor'],
  ['arraySync', 'a piece never reads the data of a tensor'],
]);

/** The source files of a package: what it ships or runs, not its tests. @param {Package} of */
const sourcesOf = ({ path }) =>
  ['src', 'bin'].flatMap((folder) =>
    existsSync(join(path, folder))
      ? readdirSync(join(path, folder), { recursive: true, encoding: 'utf8' })
          .filter((file) => /\.[cm]?[jt]s$/.test(file))
          .map((file) => join(path, folder, file))
          .sort()
      : [],
  );

/**
 * The imports of a file, and the properties that it uses: `Math.random` by the whole expression, calls by their name.
 * @param {string} file
 * @param {string} workspace
 */
const readSource = (file, workspace) => {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  /** @type {Import[]} */
  const imports = [];
  /** @type {{ what: string, at: string }[]} */
  const uses = [];
  /** @param {ts.Node} node */
  const at = (node) =>
    `${relative(workspace, file).replaceAll(sep, '/')}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  /** @param {ts.Node} node @param {ts.Node | undefined} from @param {boolean} typeOnly */
  const add = (node, from, typeOnly) => {
    if (from && ts.isStringLiteralLike(from)) imports.push({ from: from.text, typeOnly, at: at(node) });
  };
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isImportDeclaration(node))
      add(node, node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node, node.argument.literal, true);
    else if (ts.isCallExpression(node)) {
      const { expression } = node;
      if (expression.kind === ts.SyntaxKind.ImportKeyword) add(node, node.arguments[0], false);
      if (ts.isPropertyAccessExpression(expression)) uses.push({ what: expression.name.text, at: at(node) });
    } else if (ts.isPropertyAccessExpression(node)) uses.push({ what: node.getText(), at: at(node) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { imports, uses };
};

/** `@scope/name/sub/path` -> `@scope/name`. @param {string} specifier */
const packageNameOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/**
 * A cycle in a graph, as a path that ends where it began.
 * @param {Map<string, Set<string>>} graph
 * @returns {string[] | undefined}
 */
const cycleIn = (graph) => {
  const done = new Set();
  /** @param {string} node @param {string[]} path @returns {string[] | undefined} */
  const search = (node, path) => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    done.add(node);
    for (const next of graph.get(node) ?? []) {
      const cycle = search(next, [...path, node]);
      if (cycle) return cycle;
    }
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = search(node, []);
    if (cycle) return cycle;
  }
  return undefined;
};

/**
 * What is wrong with the imports of a workspace, one sentence each.
 * @param {string} workspace
 * @param {Record<string, Layer>} [layers] by folder
 * @returns {string[]}
 */
export const checkBoundaries = (workspace, layers = layersOfWorkspace) => {
  /** @type {string[]} */
  const problems = [];
  /** @type {Map<string, Set<string>>} */
  const graph = new Map();
  const packages = packagesOf(workspace);
  const byName = new Map(packages.map((one) => [one.name, one]));
  /** Packages with a layer, and examples, which are apps that nobody imports. */
  const checked = [
    ...packages.map((one) => ({ ...one, layer: layers[one.folder] })),
    ...packagesOf(workspace, 'examples').map((one) => ({ ...one, layer: /** @type {const} */ ('app') })),
  ];

  for (const { layer, ...one } of checked) {
    const place = relative(workspace, one.path).replaceAll(sep, '/');
    if (!layer) {
      problems.push(`${place} has no layer: add it to tools/layers.mjs.`);
      continue;
    }
    const { manifest } = one;
    const declared = new Set(
      Object.keys({
        ...manifest.dependencies,
        ...manifest.peerDependencies,
        ...manifest.optionalDependencies,
      }),
    );
    /** @type {Set<string>} */
    const imported = new Set();
    /** @type {Set<string>} */
    const allowed = new Set();
    graph.set(one.name, allowed);
    for (const file of sourcesOf(one)) {
      const { imports, uses } = readSource(file, workspace);
      for (const { from, typeOnly, at } of imports) {
        if (from.startsWith('.')) {
          if (!resolve(dirname(file), from).startsWith(one.path + sep))
            problems.push(
              `${at} imports ${from}, which is outside ${place}; import the package by its name.`,
            );
          continue;
        }
        const name = packageNameOf(from);
        if (isBuiltin(from) || name === one.name) continue;
        imported.add(name);
        if (!declared.has(name))
          problems.push(`${at} imports ${name}, which ${place}/package.json does not declare; add it there.`);
        const other = byName.get(name);
        const otherLayer = other && layers[other.folder];
        if (!otherLayer) continue;
        if (below[layer].includes(otherLayer)) allowed.add(name);
        else
          problems.push(
            `${at} imports ${name}: a ${layer} never imports a package of the layer ${otherLayer}.`,
          );
        if (layer === 'piece' && otherLayer === 'core' && !typeOnly)
          problems.push(`${at} imports ${name} at run time: a piece imports it by \`import type\` only.`);
      }
      if (layer !== 'app')
        for (const { what, at } of uses) {
          const reason =
            clockAndChance.get(what) ??
            (layer === 'piece' && !ownsTensors.includes(one.folder) ? tensorCalls.get(what) : undefined);
          if (reason) problems.push(`${at} uses ${what}: ${reason}.`);
        }
    }
    for (const name of declared)
      if (byName.has(name) && !imported.has(name))
        problems.push(`${place}/package.json declares ${name}, but nothing in ${place}/src imports it.`);
  }
  const cycle = cycleIn(graph);
  if (cycle) problems.push(`Packages import each other in a circle: ${cycle.join(' -> ')}.`);
  return problems;
};

await runAsMain(import.meta, async () => {
  const problems = checkBoundaries(root);
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log('All imports keep the layers.');
  return Number(problems.length > 0);
});
