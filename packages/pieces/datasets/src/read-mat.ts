import type { Matrix } from '@ildl/interface';
import { type Budget, budget } from './budget.js';
import { csrBytes, csrFromCsc } from './csr-from-csc.js';
import { datasetError } from './dataset-error.js';
import { inflate, peek } from './inflate.js';
import { type NumberKind, numberBytes, numberReader, rowMajor } from './number-reader.js';
import type { ReadVariablesOptions, Variables } from './read-options.js';
import { shorten } from './shorten.js';
import { checkKind } from './sniff.js';
import { latin1 } from './text.js';

const miUINT8 = 2;
const miINT32 = 5;
const miUINT32 = 6;
/** miINT8, miUINT8, miUTF8: what writers type a name. */
const nameTypes = [1, 2, 16];
const miDOUBLE = 9;
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
  readonly logical: boolean;
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

/** UTF-8 where it is that, else ISO 8859-1. */
function nameOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return latin1(bytes);
  }
}

/** Flags, dimensions and name of the matrix element whose parts start at `offset`. */
function header(from: Source, offset: number): Header {
  const { little, file } = from;
  const flags = element(from, offset, 'the flags of a variable');
  // Other writers type them as they like; MATLAB's are miUINT32.
  if (flags.data.length !== 8) throw damaged(file, 'a variable has no array flags');
  const word = numberReader(flags.data, 'uint32', little)(0);
  const matClass = word & 0xff;
  let part = element(from, flags.next, 'the dimensions of a variable');
  let dimensions: number[] = [];
  // An opaque variable has no dimensions: its name follows the flags.
  if (part.type === miINT32 || part.type === miUINT32) {
    const read = numberReader(part.data, part.type === miINT32 ? 'int32' : 'uint32', little);
    dimensions = Array.from({ length: Math.min(Math.floor(part.data.length / 4), 64) }, (_, k) => read(k));
    part = element(from, part.next, 'the name of a variable');
  }
  if (!nameTypes.includes(part.type)) throw damaged(file, 'a variable has no name');
  const name = nameOf(part.data.subarray(0, longestName));
  return {
    name,
    class: matClass,
    complex: (word & 0x0800) !== 0,
    logical: (word & 0x0200) !== 0,
    dimensions,
    next: part.next,
  };
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

/**
 * The values of a sparse matrix with `count` of them. MATLAB writes those of a logical one as bytes but types them as doubles:
 * they are bytes where doubles would not be 0 and 1, or not be there.
 */
function sparseValues(from: Source, { logical }: Header, values: Element, count: number): Element {
  if (!logical || values.type !== miDOUBLE) return values;
  const asBytes = { ...values, type: miUINT8 };
  if (values.data.length < count * numberBytes.float64) return asBytes;
  const at = numberReader(values.data, 'float64', from.little);
  for (let k = 0; k < count; k++) if (at(k) !== 0 && at(k) !== 1) return asBytes;
  return values;
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
  // Not even the pointers of an empty matrix are made: it may announce 2^32 rows.
  if (rows === 0 || columns === 0) return { kind: 'dense', rows, columns, values: new Float64Array(0) };

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
  if (pointers.count < columns + 1) {
    throw damaged(file, `${what} has ${pointers.count} column pointers instead of ${columns + 1}`);
  }
  if (rows > 2 ** 20 && rows > 2 ** 10 * pointers.at(columns)) {
    // So small a file must not make so large a matrix.
    throw datasetError(
      'ILDL_DATA_LIMIT',
      `${file}: ${what} has ${rows} rows for ${pointers.at(columns)} values; remove the rows without any.`,
    );
  }
  const stored = numbers(from, sparseValues(from, head, valueElement, pointers.at(columns)), what);
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
  checkKind(bytes, file, 'mat');
  if (bytes.length < 128) throw truncated(file, 'the header of 128 bytes that a MATLAB 5 file has');
  const mark = latin1(bytes.subarray(126, 128));
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
 * Cells, structs, objects and texts are listed but not read. Of variables of one name the last counts, as in Octave and SciPy.
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
  const contents = new Map<string, string>();
  /** The last variable of each name. */
  const found = new Map<string, { head: Header; whole: () => Source }>();
  const wanted = (head: Header) =>
    names
      ? names.includes(head.name)
      : head.class >= sparse && head.class <= lastNumeric && !head.complex && head.dimensions.length === 2;

  for (let offset = 128; offset < bytes.length; ) {
    const outer = element(top, offset, `the variable at byte ${offset}`);
    offset = outer.next;
    let head: Header;
    let whole: () => Source;
    if (outer.type === miCOMPRESSED) {
      const begun = source(peek(outer.data), little, file);
      if (begun.bytes.length < 8 || begun.view.getUint32(0, little) !== miMATRIX) {
        throw damaged(file, `the compressed variable before byte ${offset} does not inflate to a matrix`);
      }
      const size = 8 + begun.view.getUint32(4, little);
      const what = `the variable before byte ${offset}`;
      whole = () =>
        source(inflate(outer.data, { raw: false, size, file, what, budget: spending }), little, file);
      head = tryHeader(begun) ?? header(whole(), 8);
    } else if (outer.type === miMATRIX) {
      if (outer.data.length === 0) continue;
      const plain = source(outer.data, little, file);
      whole = () => plain;
      head = header(plain, 0);
    } else {
      throw damaged(
        file,
        `the data element before byte ${offset} has type ${outer.type} instead of a matrix`,
      );
    }
    contents.set(head.name, describe(head));
    found.set(head.name, { head, whole });
  }

  const matrices = new Map<string, Matrix>();
  for (const [name, { head, whole }] of found)
    if (wanted(head)) matrices.set(name, matrix(whole(), head, spending));
  return { matrices, contents };
}
