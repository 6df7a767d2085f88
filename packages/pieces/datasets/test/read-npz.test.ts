import { readNpz } from '@ildl/datasets';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caught } from './caught.js';
import { npyFile, npyWith } from './write-npy.js';
import { writeNumbers } from './write-numbers.js';
import { zipFile } from './write-zip.js';

const array = npyFile([1, 2, 3, 4], { shape: [2, 2] });
const numbers = [1, 2, 3, 4];

describe('archives', () => {
  it('reads arrays back, stored or deflated, behind a comment', () => {
    const entries = fc.uniqueArray(
      fc.record({
        name: fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
        values: fc.array(fc.double(), { minLength: 1, maxLength: 30 }),
        deflated: fc.boolean(),
      }),
      { selector: ({ name }) => name, maxLength: 5 },
    );
    fc.assert(
      fc.property(entries, fc.stringMatching(/^[ -~]{0,40}$/), (drawn, comment) => {
        const files = drawn.map(({ name, values, deflated }) => ({
          name: `${name}.npy`,
          content: npyFile(values, { shape: [values.length] }),
          deflated,
        }));
        const { matrices } = readNpz(zipFile(files, comment));
        expect([...matrices.keys()]).toEqual(drawn.map(({ name }) => name));
        for (const { name, values } of drawn)
          expect(Array.from(matrices.get(name)?.values ?? [])).toEqual(values);
      }),
      { numRuns: 100 },
    );
  });

  it('takes names as names only', () => {
    const names = ['__proto__', 'constructor', '../../etc/passwd', '/absolute', 'a\\b'];
    const { matrices } = readNpz(zipFile(names.map((name) => ({ name: `${name}.npy`, content: array }))));
    expect([...matrices.keys()]).toEqual(names);
    expect(({} as Record<string, unknown>).rows).toBeUndefined();
  });

  it('lists arrays that are no matrix of numbers, and refuses them when asked for', () => {
    const objects = npyWith("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", Buffer.alloc(8));
    const file = zipFile([
      { name: 'o.npy', content: objects },
      { name: 'm.npy', content: array },
      { name: 'readme.txt', content: Buffer.from('hello') },
    ]);
    const { matrices, contents } = readNpz(file);
    expect([...matrices.keys()]).toEqual(['m']);
    expect([...contents.keys()]).toEqual(['o', 'm']);
    const error = caught(() => readNpz(file, { names: ['o'], file: 'x.npz' }));
    expect(error.code).toBe('ILDL_DATA_UNSUPPORTED');
    expect(error.message).toContain('x.npz, the entry `o.npy`');
  });

  it('does not read what nobody asked for', () => {
    const file = zipFile([
      { name: 'broken.npy', content: array, checksum: 1 },
      { name: 'm.npy', content: array },
    ]);
    expect(Array.from(readNpz(file, { names: ['m'] }).matrices.get('m')?.values ?? [])).toEqual(numbers);
    expect(caught(() => readNpz(file)).code).toBe('ILDL_DATA_FORMAT');
  });
});

describe('hostile archives', () => {
  const entry = { name: 'm.npy', content: array };
  const deflated = { ...entry, deflated: true };

  it.each([
    ['a wrong checksum', { ...entry, checksum: 1 }, 'ILDL_DATA_FORMAT'],
    ['a wrong checksum of deflated data', { ...deflated, checksum: 1 }, 'ILDL_DATA_FORMAT'],
    ['a size that is too small', { ...deflated, size: 10 }, 'ILDL_DATA_FORMAT'],
    ['a size that is too large', { ...deflated, size: 10_000 }, 'ILDL_DATA_TRUNCATED'],
    ['a size beyond the limit', { ...deflated, size: 2 ** 32 - 2 }, 'ILDL_DATA_LIMIT'],
    ['a stored size that is wrong', { ...entry, size: 10 }, 'ILDL_DATA_FORMAT'],
    ['a packed size beyond the file', { ...deflated, packedSize: 100_000 }, 'ILDL_DATA_TRUNCATED'],
    ['a zip64 size', { ...deflated, size: 2 ** 32 - 1 }, 'ILDL_DATA_UNSUPPORTED'],
    ['encryption', { ...deflated, flags: 1 }, 'ILDL_DATA_UNSUPPORTED'],
    ['another compression', { ...entry, method: 12 }, 'ILDL_DATA_UNSUPPORTED'],
    ['another name at its place', { ...entry, localName: 'x.npy' }, 'ILDL_DATA_FORMAT'],
    [
      'data that does not inflate',
      { ...entry, content: Buffer.alloc(99, 0xff), method: 8 },
      'ILDL_DATA_FORMAT',
    ],
  ] as const)('refuses %s', (_, file, code) => {
    expect(caught(() => readNpz(zipFile([file]))).code).toBe(code);
  });

  it('takes the last of entries of one name, and does not read the others', () => {
    const broken = { ...entry, content: Buffer.from('junk') };
    const file = zipFile([broken, { ...broken, name: 'x.npy' }, entry, { ...broken, name: 'x.npy' }]);
    expect([...(readNpz(file, { names: ['m'] }).matrices.get('m')?.values ?? [])]).toEqual(numbers);
    expect(caught(() => readNpz(file, { names: ['x'] })).code).toBe('ILDL_DATA_FORMAT');
  });

  it('passes over the companion files of macOS', () => {
    const companion = Buffer.concat([Buffer.from([0, 5, 0x16, 7]), Buffer.alloc(60)]);
    const file = zipFile([entry, { name: '__MACOSX/._m.npy', content: companion }]);
    expect([...readNpz(file).contents.keys()]).toEqual(['m']);
  });

  it('refuses zip64 and several parts', () => {
    const end = 22;
    const zip64 = zipFile([entry]);
    zip64.set(writeNumbers([2 ** 32 - 1], 'uint32'), zip64.length - end + 16);
    expect(caught(() => readNpz(zip64)).code).toBe('ILDL_DATA_UNSUPPORTED');
    const parts = zipFile([entry]);
    parts[parts.length - end + 4] = 1;
    expect(caught(() => readNpz(parts)).code).toBe('ILDL_DATA_FORMAT');
    expect(caught(() => readNpz(Buffer.from('no archive at all, but long enough'))).code).toBe(
      'ILDL_DATA_FORMAT',
    );
  });

  it('stops a compression bomb', () => {
    const bomb = { name: 'm.npy', content: Buffer.alloc(64 * 2 ** 20), deflated: true };
    expect(caught(() => readNpz(zipFile([bomb]), { maxBytes: 2 ** 20 })).code).toBe('ILDL_DATA_LIMIT');
    expect(caught(() => readNpz(zipFile([{ ...bomb, size: 100 }]))).code).toBe('ILDL_DATA_FORMAT');
  });

  it('counts the entries of an archive together', () => {
    const many = Array.from({ length: 10 }, (_, k) => ({ ...deflated, name: `${k}.npy` }));
    const each = array.length + 32;
    expect(readNpz(zipFile(many), { maxBytes: 10 * each }).matrices.size).toBe(10);
    expect(caught(() => readNpz(zipFile(many), { maxBytes: 10 * each - 1 })).code).toBe('ILDL_DATA_LIMIT');
  });

  it.each([false, true])('refuses every truncation, deflated %s', (isDeflated) => {
    const file = zipFile([
      { ...entry, deflated: isDeflated },
      { ...entry, name: 'n.npy', deflated: isDeflated },
    ]);
    for (let size = 0; size < file.length; size++) {
      expect(caught(() => readNpz(file.subarray(0, size))).code).toBe('ILDL_DATA_TRUNCATED');
    }
  });
});
