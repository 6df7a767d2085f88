// `npm run new-package -- focal-loss piece`: makes a package that builds, passes every check, and does something small.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npm, tool } from './command.mjs';
import { templates } from './package-templates.mjs';
import { runAsMain } from './run-as-main.mjs';
import { setUp } from './set-up.mjs';
import { packagesOf, root } from './workspace.mjs';

/** @param {string} name @param {import('./package-templates.mjs').Template} template @param {string} version of the workspace packages */
const manifestOf = (name, { description, dependencies }, version) => ({
  name: `@ildl/${name}`,
  version: '0.0.0',
  description,
  license: 'MIT',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=20.19' },
  exports: {
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './package.json': './package.json',
  },
  files: ['dist'],
  scripts: { build: 'tsup', 'pack-test': `node ../../tools/pack-test.mjs ${name}` },
  ...(dependencies.length > 0 && {
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, `^${version}`])),
  }),
  peerDependencies: { '@tensorflow/tfjs': '^4.22.0' },
  publishConfig: { access: 'public' },
});

/** @param {unknown} value */
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

/**
 * The table of layers with one more line, after the last package of the same layer.
 * @param {string} table the text of layers.mjs
 * @param {string} name
 * @param {string} layer
 */
const withLayer = (table, name, layer) => {
  const end = table.lastIndexOf(`: '${layer}',\n`) + `: '${layer}',\n`.length;
  return `${table.slice(0, end)}  ${name.includes('-') ? `'${name}'` : name}: '${layer}',\n${table.slice(end)}`;
};

/**
 * Writes the files of a new package, and its line in tools/layers.mjs.
 * @param {string} workspace
 * @param {string} [name] kebab-case, without the scope
 * @param {string} [layer]
 * @returns {string} the folder of the package
 * @throws for a name or layer that cannot be
 */
export const newPackage = (workspace, name = '', layer = '') => {
  const usage = 'as in: npm run new-package -- focal-loss piece';
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Error(
      `"${name}" is no name of a package; give words in lower case joined by hyphens, ${usage}`,
    );
  const makeTemplate = Object.entries(templates).find(([known]) => known === layer)?.[1];
  if (!makeTemplate)
    throw new Error(
      `"${layer}" is no layer for a new package; give ${Object.keys(templates).join(', ')}, ${usage}`,
    );
  const table = join(workspace, 'tools', 'layers.mjs');
  const text = readFileSync(table, 'utf8');
  const registered = text.match(new RegExp(`^  '?${name}'?: '(.*)',$`, 'm'))?.[1];
  if (registered && registered !== layer)
    throw new Error(
      `tools/layers.mjs says that ${name} is of the layer ${registered}; give that, or change it there.`,
    );
  const folder = join(workspace, 'packages', name);
  if (existsSync(folder)) throw new Error(`There is a folder packages/${name} already; take another name.`);

  const camel = name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
  const template = makeTemplate(name, camel);
  const version = packagesOf(workspace).find((one) => one.folder === 'trainer')?.manifest.version ?? '0.1.0';
  const files = {
    'package.json': json(manifestOf(name, template, version)),
    'tsconfig.json': json({ extends: '../../tsconfig.base.json', include: ['src'] }),
    'tsup.config.ts': "import { library } from '../../tools/tsup.config';\n\nexport default library();\n",
    'README.md': `# @ildl/${name}\n${template.readme}`,
    'src/index.ts': `export { ${camel} } from './${name}.js';\n`,
    [`src/${name}.ts`]: template.source.trimStart(),
    [`test/${name}.test.ts`]: template.test.trimStart(),
    [`../../.changeset/${name}.md`]: `---\n"@ildl/${name}": minor\n---\n\n${template.description}.\n`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  if (!registered) writeFileSync(table, withLayer(text, name, layer));
  return folder;
};

await runAsMain(import.meta, async ([name, layer]) => {
  await setUp();
  const folder = newPackage(root, name, layer);
  await tool('@biomejs/biome', ['format', '--write', folder]);
  const { code, output } = await npm(['install', '--prefer-offline', '--ignore-scripts', '--no-audit']);
  if (code !== 0) throw new Error(`packages/${name} is written, but npm install failed:\n${output}`);
  console.log(
    `packages/${name} is there, in the layer ${layer}. Try it: npx vitest run packages/${name} && npm run build && npm run pack-test -w @ildl/${name}`,
  );
});
