import { deflateRawSync, gzipSync } from 'node:zlib';
import { parseDataset, parseFeatures, readCsv, readMat, readNpy, readNpz } from '@ildl/datasets';
import { describe, expect, it } from 'vitest';
import { caught } from './caught.js';
import { matFile, matHeader } from './write-mat.js';
import { npyFile } from './write-npy.js';
import { writeNumbers } from './write-numbers.js';
import { zipFile } from './write-zip.js';

const readers = { mat: readMat, npz: readNpz, npy: readNpy, csv: readCsv };
type Format = keyof typeof readers;
const formats = Object.keys(readers) as Format[];

const array = npyFile([1, 2], { shape: [2, 1] });
const html = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body></body></html>\n';
const signature = Buffer.concat([Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), Buffer.alloc(100)]);
const behind = (size: number, block: Uint8Array = Buffer.alloc(0)) =>
  Buffer.concat([block, Buffer.alloc(size - block.length), signature]);
const octave = '# Created by Octave 9.1.0, Tue Dec 01 2026 <me@here>\n# name: features\n# type: matrix\n';

/** What is not read in any format, with what the sentence must say. */
const strangers: readonly (readonly [name: string, bytes: Uint8Array | string, what: string, fix: string])[] =
  [
    [
      'a Git LFS pointer',
      `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 4893123\n`,
      'Git LFS pointer',
      'git lfs pull',
    ],
    ['a git-annex pointer', '/annex/objects/SHA256E-s10--abc.mat\n', 'git-annex pointer', 'git annex get'],
    ['a web page', html, 'web page', 'download the file itself'],
    ['a web page behind blanks', `\n\t ${html.toLowerCase()}`, 'web page', 'download the file itself'],
    ['a web page behind a byte order mark', `\ufeff${html}`, 'web page', 'download the file itself'],
    [
      'an error of a store',
      '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
      'markup',
      'download',
    ],
    ['JSON', '{"message": "Not Found"}', 'JSON', 'save features and labels'],
    ["Octave's text", octave, "Octave's text format", 'save -v7 file.mat features labels'],
    ["Octave's text without its first line", octave.replace(/^.*\n/, ''), "Octave's text format", 'save -v7'],
    ["Octave's binary", Buffer.from('Octave-1-L\0\x08\0\0\0features'), "Octave's binary format", 'save -v7'],
    ['gzip', gzipSync(matFile([])), 'gzip archive', 'gunzip'],
    [
      'a workbook',
      zipFile([{ name: '[Content_Types].xml', content: Buffer.from('x') }]),
      'spreadsheet',
      '.csv',
    ],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'Excel', '.csv'],
    [
      'a companion file of macOS',
      Buffer.from('00051607000200004d6163204f532058', 'hex'),
      'macOS',
      'lacks the ._',
    ],
    ['zeros', Buffer.alloc(300), 'zeros', 'get the file again'],
    ['a pickle', Buffer.from('80049515000000000000007d', 'hex'), 'pickle', '.npz'],
    ['UTF-16', Buffer.from('\ufefff1,label:a\n1,2\n', 'utf16le'), 'UTF-16', 'UTF-8'],
    ...[0, 512, 1024, 2048, 4096, 8192].map(
      (size) => [`HDF5 behind ${size} bytes`, behind(size), 'HDF5', '-v7'] as const,
    ),
    ['HDF5 behind the header of MATLAB 5', behind(512, matHeader()), 'MATLAB 7.3', '-v7'],
    ['HDF5 behind text', behind(2048, Buffer.from('a,label:b\n')), 'HDF5', 'scipy.io.savemat'],
    ['MATLAB 7.3', Buffer.from('MATLAB 7.3 MAT-file, Platform: GLNXA64'.padEnd(600)), 'MATLAB 7.3', '-v7'],
    ...[true, false].map(
      (little) =>
        [
          `MATLAB 4, little-endian ${little}`,
          Buffer.concat([
            writeNumbers([little ? 0 : 1000, 1, 1, 0, 2], 'int32', little),
            Buffer.from('m\0'),
            Buffer.alloc(8),
          ]),
          'MATLAB 4',
          '-v7',
        ] as const,
    ),
  ];

/** What is read, under another extension. */
const known: Readonly<Record<Format, Uint8Array>> = {
  mat: matFile([{ name: 'features', values: [1, 2] }]),
  npz: zipFile([{ name: 'features.npy', content: array }]),
  npy: array,
  csv: Buffer.from('\ufeffa,label:b\n1,2\n'),
};

describe('the first bytes of a file', () => {
  it.each(strangers)('tell %s in every format', (_, content, what, fix) => {
    const bytes = Buffer.from(content as Uint8Array);
    for (const format of formats) {
      const error = caught(() => readers[format](bytes, { file: `x.${format}` }));
      expect([format, error.code]).toEqual([format, 'ILDL_DATA_UNSUPPORTED']);
      expect(error.message).toMatch(new RegExp(`^x\\.${format} is .*, not \\.${format}; `));
      expect(error.message).toContain(what);
      expect(error.message).toContain(fix);
    }
    for (const name of ['x.dat', 'x', 'x.mat.gz'])
      for (const parse of [parseDataset, parseFeatures]) {
        const error = caught(() => parse({ name, bytes }));
        expect(error.code).toBe('ILDL_DATA_UNSUPPORTED');
        expect(error.message).toContain(what);
      }
  });

  for (const format of formats)
    for (const other of formats.filter((one) => one !== format))
      it(`tell .${other} under the extension .${format}`, () => {
        const error = caught(() => readers[format](known[other], { file: `x.${format}` }));
        expect(error.code).toBe('ILDL_DATA_FORMAT');
        expect(error.message).toContain(`give it the extension .${other}`);
      });

  it('tell the answer of a server by its words', () => {
    const error = caught(() => readMat(Buffer.from('404: Not \x1b[1mFound\r\n'), { file: 'x.mat' }));
    expect(error.message).toContain('a text file that begins with `404: Not ?[1mFound`, not .mat');
  });

  it('name the format of a file without its extension', () => {
    const error = caught(() => parseDataset({ name: 'x.dat', bytes: known.mat }));
    expect(error.message).toContain('it seems to be a MATLAB 5 file');
  });

  it('let pass what no kind is known of', () => {
    const noise = deflateRawSync(Buffer.from('some bytes that are no file of any kind'.repeat(3)));
    for (const format of formats)
      expect(caught(() => readers[format](noise)).code).toMatch(/^ILDL_DATA_(FORMAT|TRUNCATED)$/);
  });
});
