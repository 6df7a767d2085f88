import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { identityOf } from '../src/identity.js';

const root = await mkdtemp(join(tmpdir(), 'ildl-identity-'));
afterAll(() => rm(root, { recursive: true }));

let folders = 0;
/** The identity of `m.mjs` of these files in a folder of their own: what was read of a file is remembered. */
const identityIn = async (
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
) => {
  const folder = join(root, `${++folders}`, 'methods');
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  for (const [name, target] of Object.entries(links)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await symlink(join(folder, target), join(folder, name));
  }
  return identityOf(pathToFileURL(join(folder, 'm.mjs')).href);
};

const module =
  "import { a } from './helper.mjs';\nimport * as lib from 'lib';\nexport const m = a + lib.b;\n";
const helper = "export { a } from './deep/constant.mjs';\n";
const constant = 'export const a = 1;\n';
const manifest = (version: string, more: object = {}) => JSON.stringify({ name: 'lib', version, ...more });
const files = {
  'm.mjs': module,
  'helper.mjs': helper,
  'deep/constant.mjs': constant,
  'unrelated.mjs': 'export {};',
  'node_modules/lib/package.json': manifest('1.0.0'),
  'node_modules/lib/index.js': 'exports.b = 1;',
};

describe('identityOf', () => {
  it('is that of the content, wherever it lies', async () => {
    const identity = await identityIn(files);
    expect(identity).toMatch(/^m\.mjs\+[0-9a-f]{16}$/);
    expect(await identityIn(files)).toBe(identity);
    expect(await identityIn({ ...files, 'unrelated.mjs': 'export const c = 1;' })).toBe(identity);
  });

  it.each<[string, Partial<typeof files>]>([
    ['the module', { 'm.mjs': `${module}//` }],
    ['what it imports', { 'helper.mjs': `${helper}//` }],
    ['what that imports', { 'deep/constant.mjs': 'export const a = 2;\n' }],
    ['the version of a package', { 'node_modules/lib/package.json': manifest('1.0.1') }],
  ])('changes with %s', async (_, change) => {
    expect(await identityIn({ ...files, ...change })).not.toBe(await identityIn(files));
  });

  it('follows dynamic imports, and require in CommonJS', async () => {
    for (const text of ["const h = await import('./helper.mjs');", "require('./helper.mjs');"]) {
      const both = [constant, 'export const a = 2;\n'].map((deep) =>
        identityIn({ 'm.mjs': text, 'helper.mjs': helper, 'deep/constant.mjs': deep }),
      );
      const [one, other] = await Promise.all(both);
      expect(one).not.toBe(other);
    }
  });

  it('takes installed packages by version, and those of a workspace by content', async () => {
    const installed = (content: string) => identityIn({ ...files, 'node_modules/lib/index.js': content });
    expect(await installed('exports.b = 2;')).toBe(await installed('exports.b = 1;'));
    const { 'node_modules/lib/package.json': _, 'node_modules/lib/index.js': __, ...own } = files;
    const linked = (content: string) =>
      identityIn(
        { ...own, 'packages/lib/package.json': manifest('1.0.0'), 'packages/lib/index.js': content },
        { 'node_modules/lib': 'packages/lib' },
      );
    expect(await linked('exports.b = 2;')).not.toBe(await linked('exports.b = 1;'));
  });

  it('is of the text of a data URL', async () => {
    const of = (text: string) => identityOf(`data:text/javascript,${text}`);
    expect(await of('1')).toMatch(/^data\+/);
    expect(await of('1')).not.toBe(await of('2'));
  });
});
