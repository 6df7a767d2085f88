// Layers and imports: `trainer <- pieces <- methods <- apps`, as told in docs/contributing.md.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { layers as layersOfWorkspace, loadsOnDemand, ownsTensors } from './layers.mjs';
import { runAsMain } from './run-as-main.mjs';
import { packagesOf, root } from './workspace.mjs';

/** @typedef {import('./layers.mjs').Layer} Layer */
/** @typedef {import('./workspace.mjs').Package} Package */
/** @typedef {{ from: string, typeOnly: boolean, onDemand: boolean, at: string }} Import `at` is the file and line */

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
  const add = (node, from, typeOnly, onDemand = false) => {
    if (from && ts.isStringLiteralLike(from))
      imports.push({ from: from.text, typeOnly, onDemand, at: at(node) });
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
      if (expression.kind === ts.SyntaxKind.ImportKeyword) add(node, node.arguments[0], false, true);
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
 * @typedef {object} Checked
 * @property {string[]} problems
 * @property {Set<string>} allowed packages of the workspace that it imports and may import
 */

/**
 * What is wrong with one package.
 * @param {Package} of
 * @param {Layer} layer
 * @param {string} workspace
 * @param {ReadonlyMap<string, Layer | undefined>} layerOf the layers of the packages of the workspace, by name
 * @returns {Checked}
 */
const checkPackage = (of, layer, workspace, layerOf) => {
  const place = relative(workspace, of.path).replaceAll(sep, '/');
  const { dependencies, peerDependencies, optionalDependencies } = of.manifest;
  const declared = new Set(Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }));
  const sources = sourcesOf(of).map((file) => ({ file, ...readSource(file, workspace) }));
  const imported = new Set();
  const allowed = new Set();
  const forbidden = new Map([
    ...(layer === 'app' ? [] : clockAndChance),
    ...(layer === 'piece' && !ownsTensors.includes(of.folder) ? tensorCalls : []),
  ]);

  /** @param {string} file @param {Import} one @returns {string[]} */
  const problemsOfImport = (file, { from, typeOnly, onDemand, at }) => {
    if (from.startsWith('.'))
      return resolve(dirname(file), from).startsWith(of.path + sep)
        ? []
        : [`${at} imports ${from}, which is outside ${place}; import the package by its name.`];
    const name = packageNameOf(from);
    if (isBuiltin(from) || name === of.name) return [];
    imported.add(name);
    const problems = declared.has(name)
      ? []
      : [`${at} imports ${name}, which ${place}/package.json does not declare; add it there.`];
    const other = layerOf.get(name);
    if (!other) return problems;
    if (onDemand && loadsOnDemand[of.folder]?.some((folder) => name === `@ildl/${folder}`)) {
      allowed.add(name);
      return problems;
    }
    if (!below[layer].includes(other))
      return [
        ...problems,
        `${at} imports ${name}: a ${layer} never imports a package of the layer ${other}.`,
      ];
    allowed.add(name);
    return layer === 'piece' && !typeOnly
      ? [...problems, `${at} imports ${name} at run time: a piece imports it by \`import type\` only.`]
      : problems;
  };

  const problems = sources.flatMap(({ file, imports, uses }) => [
    ...imports.flatMap((one) => problemsOfImport(file, one)),
    ...uses
      .filter(({ what }) => forbidden.has(what))
      .map(({ what, at }) => `${at} uses ${what}: ${forbidden.get(what)}.`),
  ]);
  const unused = [...declared].filter((name) => layerOf.has(name) && !imported.has(name));
  return {
    problems: [
      ...problems,
      ...unused.map(
        (name) => `${place}/package.json declares ${name}, but nothing in its sources imports it.`,
      ),
    ],
    allowed,
  };
};

/**
 * What is wrong with the imports of a workspace, one sentence each.
 * @param {string} workspace
 * @param {Record<string, Layer>} [layers] by folder
 * @returns {string[]}
 */
export const checkBoundaries = (workspace, layers = layersOfWorkspace) => {
  const packages = packagesOf(workspace);
  const layerOf = new Map(packages.map(({ name, folder }) => [name, layers[folder]]));
  // Nobody imports an example, and it may import anything.
  for (const { name } of packagesOf(workspace, 'examples')) layerOf.set(name, 'app');

  /** @type {Map<string, Set<string>>} */
  const graph = new Map();
  const problems = [...packages, ...packagesOf(workspace, 'examples')].flatMap((one) => {
    const layer = layerOf.get(one.name);
    if (!layer) return [`packages/${one.folder} has no layer: add it to tools/layers.mjs.`];
    const checked = checkPackage(one, layer, workspace, layerOf);
    graph.set(one.name, checked.allowed);
    return checked.problems;
  });
  const cycle = cycleIn(graph);
  return cycle ? [...problems, `Packages import each other in a circle: ${cycle.join(' -> ')}.`] : problems;
};

await runAsMain(import.meta, async () => {
  const problems = checkBoundaries(root);
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log('All imports keep the layers.');
  return Number(problems.length > 0);
});
