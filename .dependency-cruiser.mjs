// Layers and imports, as told in docs/contributing.md: arrows go `base <- pieces <- engine <- training <- methods <- apps`.
// Imports of types count.
import { relative } from 'node:path';
import { examplesOf, packagesOf } from './tools/workspace.mjs';

const layers = ['base', 'pieces', 'engine', 'training', 'methods', 'apps'];

/** The stages of compiled-step, each built on those before it. */
const stages = ['graph', 'lowering', 'trace', 'schedule', 'codegen', 'runtime'];
const engine = 'packages/engine/compiled-step/src';

/**
 * Of an order of folders none imports one that comes after it.
 * @param {string[]} order
 * @param {(folder: string) => string} from
 * @param {(folders: string) => string} to
 */
const keepsOrder = (order, from, to) =>
  order.slice(0, -1).map((folder, i) => ({
    name: `${folder}-imports-only-what-is-below`,
    severity: 'error',
    from: { path: from(folder) },
    to: { path: to(order.slice(i + 1).join('|')) },
  }));

const packages = packagesOf(process.cwd());

/**
 * The compiler finds packages of the workspace by paths, so the rule `not-declared` does not see them: a rule for each
 * package names those that its package.json declares. A development dependency is bundled, and so is private, or the interface, whose types
 * are written into the declarations of packages without tensors.
 *
 * Tests are exempt: they import any package. Declared, those of the methods on conformance and those of conformance on
 * the methods would be a circle to nx, which orders builds by development dependencies too. Tests run from the root,
 * against the sources, as one target.
 */
const declared = [...packages, ...examplesOf(process.cwd())].map(({ path, name, manifest }) => {
  const runTime = { ...manifest.dependencies, ...manifest.peerDependencies };
  const folderOf = (/** @type {string} */ of) => `${relative(process.cwd(), of).replaceAll('\\', '/')}/`;
  const allowed = packages.filter(
    (one) =>
      one.name in runTime ||
      ((one.manifest.private || one.name === '@ildl/interface') &&
        one.name in { ...manifest.devDependencies }),
  );
  return {
    name: 'workspace-package-not-declared',
    comment: `${name} imports only packages that its package.json declares.`,
    severity: 'error',
    from: { path: `^${folderOf(path)}(src|bin)/` },
    to: {
      path: '^(packages|examples)/',
      pathNot: [path, ...allowed.map((one) => one.path)].map((of) => `^${folderOf(of)}`),
    },
  };
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    ...keepsOrder(
      layers,
      (layer) => `^packages/${layer}/[^/]+/(src|bin)/`,
      (above) => `^packages/(${above})/`,
    ),
    ...keepsOrder(
      stages,
      (stage) => `^${engine}/${stage}/`,
      (later) => `^${engine}/(${later})/`,
    ),
    {
      name: 'no-siblings',
      comment: 'A piece works in a loop of your own without other pieces; a method without other methods.',
      severity: 'error',
      from: { path: '^packages/(pieces|methods)/([^/]+)/(src|bin)/' },
      to: { path: '^packages/$1/', pathNot: '^packages/$1/$2/' },
    },
    {
      name: 'pieces-run-on-tfjs-core',
      comment:
        'At run time a piece imports @tensorflow/tfjs-core and @ildl/internal, which is bundled; of others it takes types only, by `import type`.',
      severity: 'error',
      from: { path: '^packages/pieces/([^/]+)/src/' },
      to: {
        path: '^packages/|/@tensorflow/|^@tensorflow/',
        pathNot: ['^packages/pieces/$1/', '^packages/base/internal/', '@tensorflow/tfjs-core/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'compiled-step-on-demand',
      comment: 'backends loads the compiler only where it is asked for.',
      severity: 'error',
      from: { path: '^packages/engine/backends/src/' },
      to: { path: '^packages/engine/compiled-step/', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-way-into-a-package',
      comment: 'Packages are imported by their names.',
      severity: 'error',
      from: { path: '^packages/[^/]+/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^packages/[^/]+/$1/', dependencyTypesNot: ['aliased'] },
    },
    ...declared,
    {
      name: 'not-declared',
      severity: 'error',
      from: { path: '/(src|bin)/' },
      // datasets names csv-parse in the imports of its package.json, one build for Node and one for pages.
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'],
        dependencyTypesNot: ['npm-peer', 'aliased-subpath-import'],
      },
    },
    {
      name: 'not-found',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: 'dist/index.js$' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
