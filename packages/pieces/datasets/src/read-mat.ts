import type { Matrix } from '@ildl/interface';
import { type Budget, budget } from './budget.js';
import { csrBytes, csrFromCsc } from './csr-from-csc.js';
import { datasetError } from './dataset-error.js';
import { inflate, peek } from './inflate.js';
import { type NumberKind, numberBytes, numberReader, rowMajor } from './number-reader.js';
import type { ReadVariablesOptions, Variables } from './read-options.js';
import { shorten } from './shorten.js';
import { latin1 } from './text.js';

const miMATRIX = 14;
const miCOMPRESSED = 15;
const storage: Readonly<Record<number, NumberKind>> = {
  1: 'int8',
  2: 'uint8',
  3: 'int16',
  4: 'uint16',
  5: 'int32',
  6: 'uint32',
  7: 'float32',
  9: 'float64',
  12: 'int64',
  13: 'uint64',
};
const classes = [
  '',
  'cell',
  'struct',
  'object',
  'char',
  'sparse',
  'double',
  'single',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'function',
  'opaque',
];
const sparse = 5;
const lastNumeric = 15;

interface Source {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly little: boolean;
  /** The file, for messages. */
  readonly file: string;
}

interface Element {
  readonly type: number;
  readonly data: Uint8Array;
  /** Where the next element starts. */
  readonly next: number;
}

interface Header {
  readonly name: string;
  readonly class: number;
  readonly complex: boolean;
  readonly dimensions: readonly number[];
  /** Where the numbers start. */
  readonly next: number;
}

const truncated = (file: string, what: string) =>
  datasetError('ILDL_DATA_TRUNCATED', `${file} ends inside ${what}; get the file again.`);
const damaged = (file: string, what: string) =>
  datasetError('ILDL_DATA_FORMAT', `${file}: ${what}; the file is damaged, get or save it again.`);

const source = (bytes: Uint8Array, little: boolean, file: string): Source => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  little,
  file,
});

/** The data element at `offset`; a small one has type and size in one word and its data in the next. */
function element({ bytes, view, little, file }: Source, offset: number, what: string): Element {
  if (offset + 8 > bytes.length) throw truncated(file, what);
  const word = view.getUint32(offset, little);
  const smallSize = word >>> 16;
  if (smallSize > 4) throw damaged(file, `${what} has a small data element of ${smallSize} bytes`);
  if (smallSize > 0) {
    const data = bytes.subarray(offset + 4, offset + 4 + smallSize);
    return { type: word & 0xffff, data, next: offset + 8 };
  }
  const size = view.getUint32(offset + 4, little);
  const end = offset + 8 + size;
  if (end > bytes.length) throw truncated(file, what);
  const padded = word === miCOMPRESSED ? end : Math.ceil(end / 8) * 8;
  return { type: word, data: bytes.subarray(offset + 8, end), next: padded };
}

/** MATLAB's are of 63 characters at most. */
const longestName = 4096;

/** Flags, dimensions and name of the matrix element whose parts start at `offset`. */
function header(from: Source, offset: number): Header {
  const { little, file } = from;
  const flags = element(from, offset, 'the flags of a variable');
  if (flags.type !== 6 || flags.data.length !== 8) throw damaged(file, 'a variable has no array flags');
  const word = numberReader(flags.data, 'uint32', little)(0);
  const matClass = word & 0xff;
  let part = element(from, flags.next, 'the dimensions of a variable');
  let dimensions: number[] = [];
  // An opaque variable has no dimensions: its name follows the flags.
  if (part.type === 5) {
    const read = numberReader(part.data, 'int32', little);
    dimensions = Array.from({ length: Math.min(Math.floor(part.data.length / 4), 64) }, (_, k) => read(k));
    part = element(from, part.next, 'the name of a variable');
  }
  if (part.type !== 1 && part.type !== 2) throw damaged(file, 'a variable has no name');
  const name = latin1(part.data.subarray(0, longestName));
  return { name, class: matClass, complex: (word & 0x0800) !== 0, dimensions, next: part.next };
}

const describe = ({ class: matClass, complex, dimensions }: Header) =>
  `${complex ? 'complex ' : ''}${classes[matClass] ?? `class ${matClass}`} ${dimensions.join(' × ')}`.trim();

/** The numbers of a data element, counted. */
function numbers({ little, file }: Source, { type, data }: Element, what: string) {
  const kind = storage[type];
  if (!kind) throw damaged(file, `${what} has the unknown storage type ${type}`);
  return {
    kind,
    bytes: data,
    count: Math.floor(data.length / numberBytes[kind]),
    at: numberReader(data, kind, little),
  };
}

function matrix(from: Source, head: Header, spending: Budget): Matrix {
  const { file, little } = from;
  const what = `the variable \`${shorten(head.name)}\``;
  const refuse = (reason: string) =>
    datasetError('ILDL_DATA_UNSUPPORTED', `${file}: ${what} ${reason}; save it as a real matrix of numbers.`);
  if (head.class < sparse || head.class > lastNumeric)
    throw refuse(`is of class ${classes[head.class] ?? head.class}`);
  if (head.complex) throw refuse('is complex');
  if (head.dimensions.length !== 2) throw refuse(`has ${head.dimensions.length} dimensions instead of 2`);
  const [rows, columns] = head.dimensions as [number, number];
  if (rows < 0 || columns < 0) throw damaged(file, `${what} has the dimensions ${rows} × ${columns}`);

  if (head.class !== sparse) {
    const values = numbers(from, element(from, head.next, what), what);
    if (values.count !== rows * columns) {
      throw damaged(file, `${what} holds ${values.count} numbers instead of ${rows} × ${columns}`);
    }
    spending.spend(values.count * 8, what);
    return {
      kind: 'dense',
      rows,
      columns,
      values: rowMajor(values.bytes, {
        rows,
        columns,
        columnMajor: true,
        kind: values.kind,
        little,
      }),
    };
  }

  const rowElement = element(from, head.next, what);
  const pointerElement = element(from, rowElement.next, what);
  const valueElement = element(from, pointerElement.next, what);
  const rowNumbers = numbers(from, rowElement, what);
  const pointers = numbers(from, pointerElement, what);
  const stored = numbers(from, valueElement, what);
  if (pointers.count < columns + 1) {
    throw damaged(file, `${what} has ${pointers.count} column pointers instead of ${columns + 1}`);
  }
  const values = Math.min(rowNumbers.count, stored.count);
  spending.spend(csrBytes({ rows }, values), what);
  return csrFromCsc(
    {
      rows,
      columns,
      stored: values,
      rowIndex: rowNumbers.at,
      value: stored.at,
      columnPointer: pointers.at,
    },
    (reason) => damaged(file, `${what} ${reason}`),
  );
}

/** Whether the file is little-endian; refuses what is no MATLAB 5 file. */
function endianness(bytes: Uint8Array, file: string): boolean {
  const text = latin1(bytes.subarray(0, 520));
  const other = (kind: string) =>
    datasetError(
      'ILDL_DATA_UNSUPPORTED',
      `${file} is a MATLAB ${kind} file, which is not read; save it again in MATLAB with save('file.mat', 'features', 'labels', '-v7') or in Python with scipy.io.savemat.`,
    );
  const hdf5 = '\x89HDF\r\n\x1a\n';
  if (text.startsWith('MATLAB 7.3') || text.startsWith(hdf5) || text.startsWith(hdf5, 512))
    throw other('7.3 (HDF5)');
  // A MATLAB 4 file begins with small numbers where this one has text.
  if (bytes.length >= 20 && text.slice(0, 4).includes('\0')) throw other('4');
  if (bytes.length < 128) throw truncated(file, 'the header of 128 bytes that a MATLAB 5 file has');
  const mark = text.slice(126, 128);
  if (mark !== 'IM' && mark !== 'MI') {
    throw datasetError(
      'ILDL_DATA_FORMAT',
      `${file} is no MATLAB 5 file: its header lacks the endian mark; check the file.`,
    );
  }
  const little = mark === 'IM';
  const version = new DataView(bytes.buffer, bytes.byteOffset).getUint16(124, little);
  if (version !== 0x0100)
    throw damaged(file, `the header says version 0x${version.toString(16)} instead of 0x100`);
  return little;
}

/** The header in what was peeked at, where it is all there. */
function tryHeader(begun: Source): Header | undefined {
  try {
    return header(begun, 8);
  } catch {
    return undefined;
  }
}

/**
 * Reads numeric matrices from a MATLAB 5 file (`save -v6` or `-v7`), dense or sparse, of either byte order.
 * Cells, structs, objects and texts are listed but not read.
 * @throws for damaged, hostile and unsupported files (MATLAB 4, MATLAB 7.3), and where a
 * variable of `names` is no real two-dimensional matrix. A variable that is not there is no error here.
 */
export function readMat(
  bytes: Uint8Array,
  { file = 'the file', names, maxBytes }: ReadVariablesOptions = {},
): Variables<Matrix> {
  const spending = budget(file, maxBytes);
  const little = endianness(bytes, file);
  const top = source(bytes, little, file);
  const matrices = new Map<string, Matrix>();
  const contents = new Map<string, string>();
  const wanted = (head: Header) =>
    names
      ? names.includes(head.name)
      : head.class >= sparse && head.class <= lastNumeric && !head.complex && head.dimensions.length === 2;

  for (let offset = 128; offset < bytes.length; ) {
    const outer = element(top, offset, `the variable at byte ${offset}`);
    offset = outer.next;
    let inner = outer.data;
    let whole = source(inner, little, file);
    let start = 0;
    if (outer.type === miCOMPRESSED) {
      const begun = source(peek(inner), little, file);
      if (begun.bytes.length < 8 || begun.view.getUint32(0, little) !== miMATRIX) {
        throw damaged(file, `the compressed variable before byte ${offset} does not inflate to a matrix`);
      }
      const size = 8 + begun.view.getUint32(4, little);
      const head = tryHeader(begun);
      if (head && !wanted(head)) {
        list(head);
        continue;
      }
      inner = inflate(inner, {
        raw: false,
        size,
        file,
        what: `the variable before byte ${offset}`,
        budget: spending,
      });
      whole = source(inner, little, file);
      start = 8;
    } else if (outer.type !== miMATRIX) {
      throw damaged(
        file,
        `the data element before byte ${offset} has type ${outer.type} instead of a matrix`,
      );
    }
    if (outer.data.length === 0) continue;
    const head = header(whole, start);
    list(head);
    if (wanted(head)) matrices.set(head.name, matrix(whole, head, spending));
  }
  return { matrices, contents };

  function list(head: Header): void {
    if (contents.has(head.name)) throw damaged(file, `the variable \`${shorten(head.name)}\` is there twice`);
    contents.set(head.name, describe(head));
  }
}
