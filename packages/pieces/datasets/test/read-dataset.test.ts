import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dataset, type Manifest, manifests } from '@ildl/datasets';
import { findDataset, readDataset, readFeatures, readManifest } from '@ildl/datasets/node';
import { skipped } from 'testing/skipped.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rejection } from './caught.js';
import { matFile } from './write-mat.js';
import { npyFile } from './write-npy.js';
import { zipFile } from './write-zip.js';

let folder: string;
const at = (name: string) => join(folder, name);
const put = async (name: string, content: string | Uint8Array) => {
  await writeFile(at(name), content);
  return at(name);
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ildl-datasets-'));
});
afterAll(() => rm(folder, { recursive: true }));

const x = [1, 2, 3, 4, 5, 6];
const y = [0.25, 0.75, 1, 0, 0.5, 0.5];
const downColumns = (values: number[]) =>
  [0, 1].flatMap((column) => [0, 1, 2].map((row) => values[2 * row + column] as number));
const inMat = (name: string, values: number[]) => ({ name, dimensions: [3, 2], values: downColumns(values) });
const mat = matFile([inMat('features', x), inMat('labels', y)]);
const [xNpy, yNpy] = [x, y].map((values) => npyFile(values, { shape: [3, 2] })) as [Buffer, Buffer];
const csv = `a,b,label:c,label:d\n${[0, 1, 2].map((row) => [...x.slice(2 * row, 2 * row + 2), ...y.slice(2 * row, 2 * row + 2)].join(',')).join('\n')}\n`;

describe('readDataset', () => {
  it('reads the same dataset from every kind of file', async () => {
    await put('Y.npy', yNpy);
    const datasets = [
      await readDataset(await put('one.mat', mat)),
      await readDataset(
        await put('other.MAT', matFile([inMat('X', x), inMat('Y', y)], { compressed: true })),
        { features: 'X', labels: 'Y' },
      ),
      await readDataset(
        await put(
          'one.npz',
          zipFile([
            { name: 'features.npy', content: xNpy, deflated: true },
            { name: 'labels.npy', content: yNpy },
          ]),
        ),
      ),
      await readDataset(await put('X.npy', xNpy), { labels: 'Y.npy' }),
      await readDataset(await put('X.npy', xNpy), { labels: at('Y.npy') }),
      await readDataset(await put('one.csv', csv)),
      await readDataset(await put('bare.csv', csv.replace(/^.*\n/, '').replaceAll(',', ';')), {
        labels: 2,
        delimiter: ';',
      }),
    ];
    for (const { features, labels, sha256 } of datasets) {
      expect(Array.from(features.values)).toEqual(x);
      expect(Array.from(labels.values)).toEqual(y);
      expect(sha256).toBe((datasets[0] as Dataset).sha256);
    }
    expect(datasets.map(({ name }) => name)).toEqual(['one', 'other', 'one', 'X', 'X', 'one', 'bare']);
    expect(datasets.map(({ labelNames }) => labelNames)).toEqual([
      ...Array(5).fill(undefined),
      ['c', 'd'],
      undefined,
    ]);
  });

  it('lists what is there where a variable is missing', async () => {
    const error = await rejection(
      readDataset(await put('raw.mat', matFile([inMat('features', x), inMat('raw_data', x)]))),
    );
    expect(error.code).toBe('ILDL_DATA_VARIABLE');
    expect(error.message).toContain(
      'no variable `labels`; it holds `features` (double 3 × 2), `raw_data` (double 3 × 2)',
    );
    expect(error.message).toContain('raw_data are values that have not been made into label distributions');
    const empty = await rejection(readDataset(await put('none.mat', matFile([]))));
    expect([empty.code, empty.message]).toEqual([
      'ILDL_DATA_VARIABLE',
      expect.stringContaining('it holds no variables'),
    ]);
    const npz = await rejection(
      readDataset(await put('none.npz', zipFile([{ name: 'X.npy', content: xNpy }]))),
    );
    expect([npz.code, npz.message]).toEqual(['ILDL_DATA_VARIABLE', expect.stringContaining('it holds `X`')]);
  });

  it('names the file and the row of a bad value', async () => {
    const path = await put('bad.csv', csv.replace('0.25', '0.5'));
    const error = await rejection(readDataset(path));
    expect(error.code).toBe('ILDL_DATA_LABEL_SUM');
    expect(error.message).toContain('Dataset bad: row 1 of the labels sums to 1.25 instead of 1');
    const repaired = await readDataset(path, { normalize: true });
    expect([repaired.normalizedRows, repaired.labels.values[0]]).toEqual([1, 0.4]);
  });

  it('notes what was left out of a table, after its manifest too', async () => {
    const rows = csv.split('\n').slice(1, 4);
    const index = await put(
      'index.csv',
      `,a,b,label:c,label:d\n${rows.map((row, k) => `${k},${row}`).join('\n')}`,
    );
    const { features, notes } = await readDataset(index);
    expect([...features.values]).toEqual(x);
    expect(notes).toEqual([expect.stringContaining('index.csv: the first column has no name')]);
    const numbered = await put('numbered.csv', `0,1,2,3\n${rows.join('\n')}`);
    const manifest: Manifest = { id: 'd', files: ['numbered.csv'], shapes: [], read: { labels: 2 } };
    const dataset = await readDataset(numbered, { manifest });
    expect([dataset.features.rows, dataset.notes?.length]).toEqual([3, 1]);
  });

  it('refuses what is no file that it can read', async () => {
    await mkdir(at('folder.mat'));
    for (const [path, options, code] of [
      [at('missing.mat'), {}, 'ILDL_DATA_NOT_FOUND'],
      [join(await put('file', 'x'), 'inside.mat'), {}, 'ILDL_DATA_NOT_FOUND'],
      [at('folder.mat'), {}, 'ILDL_DATA_UNREADABLE'],
      ['\0.mat', {}, 'ILDL_DATA_UNREADABLE'],
      [await put('empty.mat', ''), {}, 'ILDL_DATA_EMPTY'],
      [await put('x.txt', 'x'), {}, 'ILDL_DATA_UNSUPPORTED'],
      [await put('none', 'x'), {}, 'ILDL_DATA_UNSUPPORTED'],
      [await put('large.mat', mat), { maxBytes: mat.length - 1 }, 'ILDL_DATA_LIMIT'],
      [await put('X.npy', xNpy), {}, 'ILDL_DATA_OPTION'],
      [await put('X.npy', xNpy), { labels: 2 }, 'ILDL_DATA_OPTION'],
      [await put('X.npy', xNpy), { labels: 'missing.npy' }, 'ILDL_DATA_NOT_FOUND'],
      [await put('one.mat', mat), { labels: 2 }, 'ILDL_DATA_OPTION'],
      [await put('one.csv', csv), { labels: 'c' }, 'ILDL_DATA_OPTION'],
      [await put('wrong.npz', mat), {}, 'ILDL_DATA_FORMAT'],
      [await put('wrong.mat', csv.repeat(9)), {}, 'ILDL_DATA_FORMAT'],
    ] as const) {
      expect([path, (await rejection(readDataset(path, options))).code]).toEqual([path, code]);
    }
  });

  const unreadable = 'refuses a file that it may not read';
  if (process.getuid?.() === 0) skipped(unreadable, 'the superuser may read all files');
  else
    it(unreadable, async () => {
      const path = await put('secret.mat', mat);
      await chmod(path, 0);
      expect((await rejection(readDataset(path))).code).toBe('ILDL_DATA_UNREADABLE');
    });
});

describe('readFeatures', () => {
  it('reads the same features from every kind of file', async () => {
    const features = await Promise.all([
      readFeatures(await put('rows.mat', matFile([inMat('features', x), inMat('labels', x)]))),
      readFeatures(await put('rows.npz', zipFile([{ name: 'X.npy', content: xNpy }])), { features: 'X' }),
      readFeatures(await put('rows.npy', xNpy)),
      readFeatures(await put('rows.csv', 'a,b\n1,2\n3,4\n5,6\n')),
      readFeatures(await put('index.csv', ',a,b\n7,1,2\n8,3,4\n9,5,6\n')),
      readFeatures(await put('other.csv', '1;2\n3;4\n5;6\n'), { delimiter: ';', header: false }),
    ]);
    for (const matrix of features) {
      expect(matrix).toEqual({ kind: 'dense', rows: 3, columns: 2, values: Float64Array.from(x) });
    }
  });

  it('refuses what holds no features', async () => {
    for (const [path, code] of [
      [await put('rows.npz', zipFile([{ name: 'X.npy', content: xNpy }])), 'ILDL_DATA_VARIABLE'],
      [await put('header.csv', 'a,b\n'), 'ILDL_DATA_EMPTY'],
      [await put('none.npy', npyFile([], { shape: [3, 0] })), 'ILDL_DATA_EMPTY'],
      [await put('nan.csv', '1,2\n3,nan\n'), 'ILDL_DATA_NAN'],
      [await put('rows.txt', '1,2\n'), 'ILDL_DATA_UNSUPPORTED'],
      [at('missing.csv'), 'ILDL_DATA_NOT_FOUND'],
    ] as const) {
      const error = await rejection(readFeatures(path));
      expect([path, error.code]).toEqual([path, code]);
      expect(error.message).toContain(path);
    }
    expect((await rejection(readFeatures(await put('rows.npy', xNpy), { maxBytes: 10 }))).code).toBe(
      'ILDL_DATA_LIMIT',
    );
  });
});

describe('with a manifest', () => {
  const own: Manifest = {
    id: 'my-data',
    files: ['mine.mat'],
    shapes: [{ rows: 3, features: 2, labels: 2 }],
    labelNames: ['glad', 'sad'],
    read: { features: 'X', labels: 'Y', normalize: true },
  };

  it('takes names and options from it, and the given ones first', async () => {
    const path = await put('mine.mat', matFile([inMat('X', x), inMat('Y', x), inMat('Z', y)]));
    const dataset = await readDataset(path, { manifest: own });
    expect(dataset).toMatchObject({ name: 'my-data', labelNames: ['glad', 'sad'], normalizedRows: 3 });
    expect(dataset).not.toHaveProperty('shapeNote');
    const given = await readDataset(path, {
      manifest: own,
      name: 'z',
      labels: 'Z',
      labelNames: ['p', 'q'],
      normalize: false,
    });
    expect(given).toMatchObject({ name: 'z', labelNames: ['p', 'q'] });
    expect(given).not.toHaveProperty('normalizedRows');
  });

  it('notes a shape that is not known', async () => {
    const scut = manifests.get('scut-fbp') as Manifest;
    const five = { ...scut, labelNames: undefined };
    const { shapeNote } = await readDataset(await put('one.mat', mat), { manifest: five });
    expect(shapeNote).toBe(
      'SCUT-FBP is known as 1500 × 300 × 5 (PyLDL) or 500 × 128 × 5 (the papers), rows × features × labels, but this file has 3 × 2 × 2.',
    );
  });

  it('finds its file in a folder, by exact name before a similar one', async () => {
    const data = at('data');
    await mkdir(data);
    const scut = manifests.get('scut-fbp') as Manifest;
    const error = await rejection(findDataset(scut, data));
    expect(error.code).toBe('ILDL_DATA_NOT_FOUND');
    expect(error.message).toContain('SCUT-FBP, such as SCUT_FBP.mat');
    expect(error.message).toContain('PyLDL');
    await writeFile(join(data, 'scut-fbp.npz'), '');
    await writeFile(join(data, 'SCUT_FBP.txt'), '');
    await writeFile(join(data, '._SCUT_FBP.mat'), '');
    await writeFile(join(data, '._scut-fbp.mat'), '');
    expect(await findDataset(scut, data)).toBe(join(data, 'scut-fbp.npz'));
    await writeFile(join(data, 'SCUT_FBP.mat'), '');
    expect(await findDataset(scut, data)).toBe(join(data, 'SCUT_FBP.mat'));
    expect((await rejection(findDataset(scut, at('nowhere')))).code).toBe('ILDL_DATA_NOT_FOUND');
    expect((await rejection(findDataset(scut, at('one.mat')))).code).toBe('ILDL_DATA_UNREADABLE');
  });

  it('reads the manifest of a user', async () => {
    const text = JSON.stringify(own);
    expect(await readManifest(await put('own.json', text))).toEqual(own);
    const least = await readManifest(await put('own.json', '{ "id": "a", "files": ["a.csv"] }'));
    expect(least).toEqual({ id: 'a', files: ['a.csv'], shapes: [] });
  });

  it.each([
    ['no JSON', '{', 'no JSON'],
    ['no object', '[]', '`id`'],
    ['no id', '{ "files": [] }', '`id`'],
    ['an id with spaces', '{ "id": "My data", "files": [] }', 'kebab-case'],
    [
      'a misspelt key',
      '{ "id": "a", "files": [], "samplng": [1, 2, 0, 1] }',
      '`samplng` is not known; did you mean `sampling`',
    ],
    [
      'a misspelt key inside',
      '{ "id": "a", "files": [], "read": { "label": "Y" } }',
      '`read.label` is not known; did you mean `labels`',
    ],
    [
      'a misspelt key in a list',
      '{ "id": "a", "files": [], "shapes": [{ "rows": 1, "features": 1, "labels": 2, "row": 1 }] }',
      '`shapes.0.row` is not known; did you mean `rows`',
    ],
    [
      'control characters',
      '{ "id": "a", "files": [], "labelNames": ["a", "\\u001b[31mb"] }',
      'must not hold control characters',
    ],
    ['three sampling values', '{ "id": "a", "files": [], "sampling": [1, 2, 0] }', '`sampling'],
    ['a label that is no index', '{ "id": "a", "files": [], "sampling": [1, 2, 0, 1.5] }', '`sampling.3`'],
    ['a file in another folder', '{ "id": "a", "files": ["../a.mat"] }', 'without folders'],
    ['a prototype', '{ "id": "a", "files": [], "__proto__": {} }', '`__proto__` is not allowed'],
    [
      'a prototype inside',
      '{ "id": "a", "files": [], "read": { "__proto__": { "labels": "Y" } } }',
      '`__proto__` is not allowed',
    ],
    ['a constructor', '{ "id": "a", "files": [], "constructor": {} }', '`constructor` is not allowed'],
    ['another prototype', '{ "id": "a", "files": [], "prototype": 1 }', '`prototype` is not allowed'],
  ])('refuses a manifest with %s', async (_, text, part) => {
    const path = await put('wrong.json', text);
    const error = await rejection(readManifest(path));
    expect(error.code).toBe('ILDL_DATA_MANIFEST');
    expect(error.message).toContain('wrong.json');
    expect(error.message).toContain(part);
  });
});
