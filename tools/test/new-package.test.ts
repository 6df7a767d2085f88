import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { checkBoundaries } from '../check-boundaries.mjs';
import { codeBlocks } from '../code-blocks.mjs';
import { type Layer, layers } from '../layers.mjs';
import { newPackage } from '../new-package.mjs';
import { root } from '../workspace.mjs';
import { temporaryFolder } from './temporary-folder.js';

/** A workspace with the packages and tools of this one, where more packages can be made. */
const workspace = () => {
  const folder = temporaryFolder();
  for (const path of ['packages', 'tools']) mkdirSync(join(folder, path));
  for (const path of [
    'node_modules',
    ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
  ])
    symlinkSync(join(root, path), join(folder, path));
  for (const path of [
    'tsconfig.base.json',
    'tools/layers.mjs',
    'tools/expect-close.ts',
    'tools/expect-gradient.ts',
  ])
    copyFileSync(join(root, path), join(folder, path));
  return folder;
};

/** What the compiler says of some files of a workspace, with the rules of this one. */
const typeErrors = (folder: string, files: string[]) => {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, folder);
  const paths = { '@ildl/*': [join(folder, 'packages/*/src/index.ts')] };
  return ts
    .getPreEmitDiagnostics(ts.createProgram(files, { ...options, paths }))
    .filter(({ file }) => file && files.includes(file.fileName))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
};

describe('newPackage', () => {
  it('makes packages of every layer that keep the layers and the types', () => {
    const folder = workspace();
    const made = { 'trial-piece': 'piece', 'trial-method': 'method', trial: 'app' } as const;
    const paths = Object.entries(made).map(([name, layer]) => newPackage(folder, name, layer));

    const table = readFileSync(join(folder, 'tools/layers.mjs'), 'utf8');
    for (const [name, layer] of Object.entries(made))
      expect(table).toMatch(new RegExp(`^  '?${name}'?: '${layer}',$`, 'm'));
    const withMade: Record<string, Layer> = { ...layers, ...made };
    expect(checkBoundaries(folder, withMade).filter((problem) => problem.includes('trial'))).toEqual([]);

    const files = paths.flatMap((path) =>
      ['src', 'test'].flatMap((sub) => readdirSync(join(path, sub)).map((file) => join(path, sub, file))),
    );
    expect(files).toHaveLength(9);
    expect(typeErrors(folder, files)).toEqual([]);
    for (const path of paths)
      expect(codeBlocks(readFileSync(join(path, 'README.md'), 'utf8'))).toMatchObject([{ run: true }]);
  });

  it('says what is wrong with a name or a layer', () => {
    const folder = workspace();
    expect(() => newPackage(folder, 'FocalLoss', 'piece')).toThrow(/"FocalLoss" is no name/);
    expect(() => newPackage(folder, 'focal-loss')).toThrow(/"" is no layer .* give piece, method, app/);
    expect(() => newPackage(folder, 'losses', 'piece')).toThrow(/already/);
    expect(() => newPackage(folder, 'losses', 'app')).toThrow(/says that losses is of the layer piece/);
  });
});
