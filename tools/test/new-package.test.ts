import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from 'testing/temporary-folder.js';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { examplesIn } from '../code-blocks.mjs';
import { tool } from '../command.mjs';
import { layers, packagesOf, root } from '../workspace.mjs';

/** A workspace with the packages, tools and configuration of this one, where more packages can be made. */
const workspace = () => {
  const folder = temporaryFolder();
  for (const layer of layers) mkdirSync(join(folder, 'packages', layer), { recursive: true });
  for (const path of [
    'node_modules',
    'tools',
    ...packagesOf().map((one) => `packages/${one.layer}/${one.folder}`),
  ])
    symlinkSync(join(root, path), join(folder, path));
  for (const path of ['tsconfig.base.json', 'tsconfig.json', 'biome.json', '.gitignore', 'package.json'])
    copyFileSync(join(root, path), join(folder, path));
  return folder;
};

const newPackage = (folder: string, ...answers: string[]) =>
  tool('plop', [
    ...['--plopfile', join(root, 'tools/templates/plopfile.mjs'), '--dest', folder],
    ...['package', ...answers],
  ]);

/** What the compiler says of some files of a workspace, with the rules of this one. */
const typeErrors = (folder: string, files: readonly string[]) => {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, folder);
  const paths = {
    '@ildl/*': layers.map((layer) => join(folder, 'packages', layer, '*/src/index.ts')),
    'testing/*': [join(root, 'tools/testing/*')],
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram(files, { ...options, paths }))
    .filter(({ file }) => file && files.includes(file.fileName))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
};

// That the templates pass their own tests is known: they are tests of this workspace.
describe('new-package', () => {
  it('makes packages of every layer that keep the types, the format and the layers', async () => {
    const folder = workspace();
    const made = { 'trial-piece': 'pieces', 'trial-method': 'methods', trial: 'apps' };
    for (const [name, layer] of Object.entries(made))
      expect(await newPackage(folder, name, layer)).toMatchObject({ code: 0 });

    const paths = Object.entries(made).map(([name, layer]) => `packages/${layer}/${name}`);
    const files = paths.flatMap((path) =>
      ['src', 'test'].flatMap((sub) =>
        readdirSync(join(folder, path, sub)).map((file) => join(folder, path, sub, file)),
      ),
    );
    expect(files).toHaveLength(9);
    expect(files).toContain(join(folder, 'packages/pieces/trial-piece/src/trial-piece.ts'));
    expect(readFileSync(join(folder, 'packages/pieces/trial-piece/src/index.ts'), 'utf8')).toBe(
      `export { trialPiece } from './trial-piece.js';\n`,
    );
    expect(typeErrors(folder, files)).toEqual([]);
    for (const path of paths) {
      expect(examplesIn(join(folder, path, 'README.md'))).toHaveLength(1);
      const manifest = readFileSync(join(folder, path, 'package.json'), 'utf8');
      expect(manifest).not.toMatch(/template|undefined/);
      expect(manifest).toContain(`pack-test.mjs ${path.split('/').at(-1)}"`);
    }
    const { output } = await tool('@biomejs/biome', ['ci', ...paths], { cwd: folder });
    expect(output).not.toMatch(/error/i);
    const config = ['--config', join(root, '.dependency-cruiser.mjs')];
    expect(await tool('dependency-cruiser', [...config, ...paths], { cwd: folder })).toMatchObject({
      code: 0,
    });
  });

  it.each([
    ['FocalLoss', 'pieces', '"FocalLoss" is no name'],
    ['losses', 'apps', 'There is a package losses already'],
    ['focal-loss', 'core', '"core"'],
  ])('says what is wrong with %s of %s', async (name, layer, message) => {
    const { code, output } = await newPackage(temporaryWorkspace(), name, layer);
    expect(code).toBe(1);
    expect(output).toContain(message);
  });
});

/** One package is enough for what is refused. */
const temporaryWorkspace = () =>
  temporaryFolder({ 'packages/pieces/losses/package.json': '{ "name": "@ildl/losses" }' });
