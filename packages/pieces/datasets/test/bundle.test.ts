import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { artificial, kFold, readCsv, readMat, readNpz } from '@ildl/datasets';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { matFile } from './write-mat.js';
import { npyFile } from './write-npy.js';
import { zipFile } from './write-zip.js';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** For a page: esbuild fails at an import of a Node module. */
const bundle = (contents: string) =>
  build({
    stdin: { contents, resolveDir: path('.') },
    alias: { '@ildl/datasets': path('../src/index.ts'), '@ildl/datasets/node': path('../src/node.ts') },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'datasets',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });

const imports = (metafile: Awaited<ReturnType<typeof bundle>>['metafile']) =>
  Object.values(metafile.inputs).flatMap((input) => input.imports.map((imported) => imported.path));

describe('in a page', () => {
  it('takes no module of Node, in all that the main entry reaches', async () => {
    const { metafile } = await bundle("export * from '@ildl/datasets'");
    expect(imports(metafile).length).toBeGreaterThan(50);
    expect(imports(metafile).filter((name) => name.startsWith('node:'))).toEqual([]);
    await expect(bundle("export * from '@ildl/datasets/node'")).rejects.toThrow('node:fs/promises');
  });

  it('makes and reads the same datasets without process and Buffer', async () => {
    const { outputFiles } = await bundle(
      "export { artificial, kFold, readCsv, readMat, readNpz } from '@ildl/datasets'",
    );
    const page = createContext({ TextDecoder });
    runInContext(outputFiles[0]?.text as string, page);
    const inPage = (call: string, given: object = {}) => {
      Object.assign(page, given);
      return JSON.parse(
        runInContext(`JSON.stringify(datasets.${call}, (_, v) => v instanceof Map ? [...v] : v)`, page),
      );
    };
    const plain = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (_, v) => (v instanceof Map ? [...v] : v)));
    expect(runInContext('typeof process + typeof Buffer', page)).toBe('undefinedundefined');

    expect(inPage('artificial({ rows: 50 })')).toEqual(plain(artificial({ rows: 50 })));
    expect(inPage('kFold(23, { seed: 4 })')).toEqual(plain(kFold(23, { seed: 4 })));
    const mat = matFile([{ name: 'm', dimensions: [2, 2], values: [1, 2, 3, 0.5] }], { compressed: true });
    expect(inPage('readMat(mat)', { mat: new Uint8Array(mat) })).toEqual(plain(readMat(mat)));
    const npz = zipFile([{ name: 'X.npy', content: npyFile([1, 2], { shape: [2, 1] }), deflated: true }]);
    expect(inPage('readNpz(npz)', { npz: new Uint8Array(npz) })).toEqual(plain(readNpz(npz)));
    const csv = new TextEncoder().encode('\ufeffa,label:ü,label:c\n1,"0.25",0.75\n2,1,0\n');
    expect(inPage('readCsv(csv)', { csv })).toEqual(plain(readCsv(csv)));
    expect(() => inPage('readMat(new Uint8Array(200))')).toThrow('zeros');
  });
});
