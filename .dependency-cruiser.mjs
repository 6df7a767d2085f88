// Layers and imports, as told in docs/contributing.md: arrows go `base <- pieces <- engine <- training <- methods <- apps`.
// Imports of types count.
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
      name: 'no-way-into-a-package',
      comment: 'Packages are imported by their names.',
      severity: 'error',
      from: { path: '^packages/[^/]+/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^packages/[^/]+/$1/', dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'not-declared',
      severity: 'error',
      from: { path: '/(src|bin)/' },
      // datasets names csv-parse in the imports of its package.json, one build for Node and one for pages.
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown'],
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
