// biome-ignore-all lint/suspicious/noControlCharactersInRegex: signatures are binary.
import type { IldlError } from '@ildl/interface';
import { datasetError } from './dataset-error.js';
import type { FileBytes } from './file-name.js';
import { shorten } from './shorten.js';
import { latin1 } from './text.js';

/** The formats that are read. */
type Format = 'mat' | 'npz' | 'npy' | 'csv';

/** What a file is by its first bytes, whatever it is called: a format that is read, or what to do about another. */
type Kind = { readonly format: Format } | { readonly what: string; readonly fix: string };

/** What binary formats begin with. */
const magic: Readonly<Partial<Record<Format, string>>> = {
  mat: 'MATLAB 5.0',
  npz: 'PK\x03\x04',
  npy: '\x93NUMPY',
};

/** How much of a file tells its kind. */
const headSize = 1024;

const formats: Readonly<Record<Format, { readonly what: string; readonly fix: string }>> = {
  mat: { what: 'a MATLAB 5 file', fix: 'if it is the data, give it the extension .mat' },
  npz: { what: 'a zip archive', fix: 'if numpy.savez wrote it, give it the extension .npz; else unpack it' },
  npy: { what: 'a NumPy array file', fix: 'if it is the data, give it the extension .npy' },
  csv: { what: 'a text file', fix: 'if it is a table of numbers, give it the extension .csv' },
};

const unpack = (program: string) => `unpack it first, such as with ${program}`;
const asCsv = 'save its table as .csv in UTF-8';
const asMat =
  "save it again in MATLAB with save('file.mat', 'features', 'labels', '-v7') or in Python with scipy.io.savemat";
const octave = 'save it again in Octave with save -v7 file.mat features labels';
const download = 'download the file itself, not the page about it';
const export64 = 'save features and labels as .npy, .npz or .csv';

/** Signatures at the start of what is not read, in ISO 8859-1. */
const signatures: readonly (readonly [pattern: RegExp, what: string, fix: string])[] = [
  [
    /^version https:\/\/(git-lfs|hawser)/,
    'a Git LFS pointer in place of the data',
    'fetch the data with git lfs pull',
  ],
  [
    /^(\.\.\/)*(\.git|\/)\/?annex\/objects\//,
    'a git-annex pointer in place of the data',
    'fetch the data with git annex get',
  ],
  [/^\s*<[a-z!?]/i, 'a web page or other markup', download],
  [/^\s*\{\s*["}]/, 'a JSON document', export64],
  [/^[#%] (Created by Octave|name: .*\n[#%] type: )/, "a file of Octave's text format", octave],
  [/^Octave-1-[LB]/, "a file of Octave's binary format", octave],
  [
    /^\0\x05\x16[\0\x07]/,
    'a companion file of macOS without data',
    'take the file whose name lacks the ._ in front',
  ],
  [/^\x1f\x8b/, 'a gzip archive', unpack('gunzip')],
  [/^BZh[1-9]/, 'a bzip2 archive', unpack('bunzip2')],
  [/^\xfd7zXZ\0/, 'an xz archive', unpack('unxz')],
  [/^\x28\xb5\x2f\xfd/, 'a zstd archive', unpack('unzstd')],
  [/^7z\xbc\xaf\x27\x1c/, 'a 7z archive', unpack('7z x')],
  [/^Rar!\x1a/, 'a rar archive', unpack('unrar x')],
  [/^[\s\S]{257}ustar/, 'a tar archive', unpack('tar xf')],
  [/^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/, 'an Excel file', asCsv],
  [/^(RDX|RDA)[1-9]\n|^X\n\0/, 'an R data file', export64],
  [/^\x80[\x02-\x05][\x8a-\x95}c(\]]/, 'a Python pickle', export64],
  [/^PAR1/, 'a Parquet file', export64],
  [/^(ARROW1|FEA1)/, 'an Arrow file', export64],
  [/^(\s*%[^\n]*\n)*\s*@relation\b/i, 'an ARFF file', asCsv],
  [/^%PDF-/, 'a PDF document', download],
  [/^\xff\xfe\0\0|^\0\0\xfe\xff/, 'text in UTF-32', 'save it in UTF-8'],
  [/^\xff\xfe|^\xfe\xff/, 'text in UTF-16', 'save it in UTF-8'],
];

const hdf5 = '\x89HDF\r\n\x1a\n';

/** HDF5 begins at byte 0, or behind a user block of 512 bytes or a power of two times as many. */
function isHdf5(bytes: Uint8Array): boolean {
  for (let offset = 0; offset + hdf5.length <= bytes.length; offset = Math.max(512, 2 * offset)) {
    if (bytes[offset] === 0x89 && latin1(bytes.subarray(offset, offset + hdf5.length)) === hdf5) return true;
  }
  return false;
}

/** MATLAB 4: five small numbers (type, rows, columns, imaginary, length of the name), then the name. */
function isMatlab4(bytes: Uint8Array): boolean {
  if (bytes.length < 20) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [true, false].some((little) => {
    const [type, rows, columns, imaginary, name] = [0, 4, 8, 12, 16].map((at) =>
      view.getInt32(at, little),
    ) as [number, number, number, number, number];
    return (
      type >= 0 &&
      type < 5000 &&
      type % 10 <= 2 &&
      rows >= 0 &&
      columns >= 0 &&
      (imaginary === 0 || imaginary === 1) &&
      name > 0 &&
      name < 1000
    );
  });
}

/** The kind of a file; undefined for binary data that is nothing known. */
function kindOf(bytes: Uint8Array): Kind | undefined {
  // A byte order mark may stand before a text of any kind.
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const head = latin1(bytes.subarray(start, start + headSize));
  if (head.startsWith('\x93NUMPY')) return { format: 'npy' };
  if (/^PK(\x03\x04|\x05\x06)/.test(head)) {
    // The first entries of office documents are such.
    return /\[Content_Types\]\.xml|_rels\/|mimetypeapplication\/vnd/.test(head)
      ? { what: 'a spreadsheet or office document', fix: asCsv }
      : { format: 'npz' };
  }
  if (/^MATLAB 7\.3/.test(head) || isHdf5(bytes))
    return { what: 'a MATLAB 7.3 or other HDF5 file', fix: asMat };
  if (/^[\s\S]{124}(\0\x01IM|\x01\0MI)/.test(head)) return { format: 'mat' };
  for (const [pattern, what, fix] of signatures) if (pattern.test(head)) return { what, fix };
  if (/^\0+$/.test(head) && bytes.length >= 20)
    return {
      what: 'nothing but zeros where it should begin, as a broken download leaves it',
      fix: 'get the file again',
    };
  if (isMatlab4(bytes)) return { what: 'a MATLAB 4 file', fix: asMat };
  if (!/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(head)) return { format: 'csv' };
  return undefined;
}

/**
 * Looks at the first bytes of a file that is to be read as `format`.
 * @param where how the message calls the file
 * @throws `ILDL_DATA_FORMAT` where it is of another format that is read, `ILDL_DATA_UNSUPPORTED` where it is of a known kind
 * that is not; the sentence says what it is and what to do. What is of no known kind passes, for the reader to refuse.
 */
export function checkKind(bytes: Uint8Array, where: string, format: Format): void {
  // What ends early is for the reader to say.
  const begin = magic[format];
  if (bytes.length < 128 && begin?.startsWith(latin1(bytes.subarray(0, begin.length)))) return;
  const kind = kindOf(bytes);
  if (kind === undefined || ('format' in kind && kind.format === format)) return;
  throw otherKind({ name: where, bytes }, kind, `not .${format}`);
}

/** The error for a file whose extension no reader has: it names what the file is, where that is known. */
export function unknownKind(file: FileBytes): IldlError {
  const { name, bytes } = file;
  const kind = kindOf(bytes);
  if (kind !== undefined && !('format' in kind)) return otherKind(file, kind, 'which is not read');
  const seems = kind ? `; it seems to be ${formats[kind.format].what}` : '';
  return datasetError(
    'ILDL_DATA_UNSUPPORTED',
    `${name} has no extension that is read${seems}; save it as .mat (version 7 or below), .npz, .npy or .csv.`,
  );
}

function otherKind({ name, bytes }: FileBytes, kind: Kind, but: string): IldlError {
  const known = 'format' in kind;
  const { what, fix } = known ? formats[kind.format] : kind;
  // An answer of a server in place of the file is told by its words.
  const line = latin1(bytes.subarray(0, headSize)).split(/[\r\n]/, 1)[0] as string;
  const begins = known && kind.format === 'csv' ? ` that begins with \`${shorten(line)}\`` : '';
  return datasetError(
    known ? 'ILDL_DATA_FORMAT' : 'ILDL_DATA_UNSUPPORTED',
    `${name} is ${what}${begins}, ${but}; ${fix}.`,
  );
}
