// Layers and imports, as told in docs/contributing.md: arrows go `base <- pieces <- engine <- training <- methods <- apps`.
// Imports of types count.
const layers = ['base', 'pieces', 'engine', 'training', 'methods', 'apps'];

/** A layer never imports one that is above it. */
const upwards = layers.slice(0, -1).map((layer, i) => ({
  name: `${layer}-never-imports-upwards`,
  severity: 'error',
  from: { path: `^packages/${layer}/[^/]+/(src|bin)/` },
  to: { path: `^packages/(${layers.slice(i + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: { pathNot: 'compiled-step' }, to: { circular: true } },
    ...upwards,
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
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['aliased-subpath-import'] },
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
