// `npm run new-package -- focal-loss pieces`. The templates are packages that are linted, typed and tested where they are;
// a new one is a copy under its own name. Considered: generators of nx, which want @nx/devkit and a registered plugin.
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { layers, packagesOf } from '../workspace.mjs';

const templates = import.meta.dirname;
const kinds = ['pieces', 'methods', 'apps'];

/** @param {string} layer @returns {string[]} */
const filesOf = (layer) =>
  readdirSync(join(templates, layer), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/node_modules|dist/.test(entry.path))
    .map((entry) => relative(join(templates, layer), join(entry.path, entry.name)));

/** @param {import('plop').NodePlopAPI} plop */
export default function newPackage(plop) {
  const workspace = plop.getDestBasePath();
  const versions = new Map(packagesOf(workspace).map(({ name, manifest }) => [name, manifest.version]));

  plop.setGenerator('package', {
    description: 'A package that builds, passes every check, and does something small',
    prompts: [
      {
        type: 'input',
        name: 'name',
        message: 'Name, without the scope, such as focal-loss:',
        validate: (/** @type {string} */ name) =>
          /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)
            ? layers.every((layer) => !existsSync(join(workspace, 'packages', layer, name))) ||
              `There is a package ${name} already; take another name.`
            : `"${name}" is no name of a package; give words in lower case joined by hyphens.`,
      },
      { type: 'list', name: 'layer', message: 'Layer:', choices: kinds },
    ],
    actions: (answers) => {
      const { name, layer } = /** @type {{ name: string, layer: string }} */ (answers);
      const camel = name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
      const rename = (/** @type {string} */ text) =>
        text.replaceAll('template-name', name).replaceAll('templateName', camel);
      return [
        ...filesOf(layer).map((file) => ({
          type: 'add',
          path: join(workspace, 'packages', layer, name, rename(file)),
          templateFile: join(templates, layer, file),
          transform: (/** @type {string} */ text) =>
            rename(text).replaceAll(
              /"(@ildl\/.*)": "\^.*"/g,
              (_, one) => `"${one}": "^${versions.get(one)}"`,
            ),
        })),
        {
          type: 'add',
          path: join(workspace, '.changeset', `${name}.md`),
          template: `---\n"@ildl/${name}": minor\n---\n\nA new package of the layer ${layer}.\n`,
        },
      ];
    },
  });
}
