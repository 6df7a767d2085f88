import type { DenseMatrix } from '@ildl/interface';
import { type Budget, budget } from './budget.js';
import { datasetError } from './dataset-error.js';
import { type NumberKind, numberBytes, rowMajor } from './number-reader.js';
import { shorten } from './shorten.js';
import { checkKind } from './sniff.js';
import { latin1 } from './text.js';

const kinds: ReadonlyMap<string, NumberKind> = new Map([
  ['b1', 'uint8'],
  ['i1', 'int8'],
  ['u1', 'uint8'],
  ['i2', 'int16'],
  ['u2', 'uint16'],
  ['i4', 'int32'],
  ['u4', 'uint32'],
  ['i8', 'int64'],
  ['u8', 'uint64'],
  ['f4', 'float32'],
  ['f8', 'float64'],
]);

/** One `'key': value,` of the header, which is a Python dictionary of exactly three such. */
const entry =
  /\s*'(descr|fortran_order|shape)'\s*:\s*(?:'([^']*)'|(True|False)|\(([\d\s,L]*)\))\s*(?:,|(?=\}))/y;

function parseHeader(text: string): Map<string, string> | undefined {
  const fields = new Map<string, string>();
  if (text[0] !== '{') return undefined;
  entry.lastIndex = 1;
  for (let end = 1; ; end = entry.lastIndex) {
    const match = entry.exec(text);
    if (!match) return /^\s*\}\s*$/.test(text.slice(end)) && fields.size === 3 ? fields : undefined;
    const [, key, descr, order, shape] = match;
    const value = key === 'descr' ? descr : key === 'shape' ? shape : order;
    if (value === undefined || fields.has(key as string)) return undefined;
    fields.set(key as string, value);
  }
}

export interface ReadNpyOptions {
  /** How error messages call the file. Default `the file`. */
  readonly file?: string;
  /** Most bytes that reading may allocate, beside the file itself. Default 2 GiB. */
  readonly maxBytes?: number;
}

/**
 * Reads a NumPy array file (format 1, 2 or 3; integers, floats of 32 and 64 bits and booleans of either byte
 * order and either memory order). One dimension becomes one column.
 * @throws for damaged files and for arrays that are no matrix of real numbers.
 */
export function readNpy(
  bytes: Uint8Array,
  { file = 'the file', maxBytes }: ReadNpyOptions = {},
): DenseMatrix {
  checkKind(bytes, file, 'npy');
  return npyMatrix(bytes, file, budget(file, maxBytes));
}

/** `readNpy` on a budget that others share. */
export function npyMatrix(bytes: Uint8Array, file: string, spending: Budget): DenseMatrix {
  const truncated = (where: string) =>
    datasetError('ILDL_DATA_TRUNCATED', `${file} ends inside ${where}; get the file again.`);
  const format = (reason: string) =>
    datasetError('ILDL_DATA_FORMAT', `${file} ${reason}; save it again with numpy.save.`);
  const unsupported = (reason: string) =>
    datasetError(
      'ILDL_DATA_UNSUPPORTED',
      `${file} ${reason}; save it again as a two-dimensional array.astype('float64').`,
    );

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = '\x93NUMPY';
  const text = (start: number, end: number) => latin1(bytes.subarray(start, end));
  if (!magic.startsWith(text(0, Math.min(6, bytes.length)))) throw format('is no .npy file');
  if (bytes.length < 10) throw truncated('its first bytes');
  const version = view.getUint8(6);
  if (version < 1 || version > 3) throw format(`has the format version ${version}, where 1 to 3 are known`);
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) throw truncated('its first bytes');
  const headerSize = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataStart = start + headerSize;
  if (dataStart > bytes.length) throw truncated('its header');
  // NumPy itself refuses headers beyond 10,000 characters.
  if (headerSize > 10_000) throw format(`has a header of ${headerSize} bytes`);

  const header = text(start, dataStart);
  if (/'descr'\s*:\s*\[/.test(header)) throw unsupported('holds records with named fields');
  const fields = parseHeader(header);
  if (!fields) throw format('has a header that cannot be understood');
  const descr = fields.get('descr') as string;
  const kind = /^[<>|=]/.test(descr) ? kinds.get(descr.slice(1)) : undefined;
  if (!kind) {
    throw unsupported(
      descr.slice(1).startsWith('O') ? 'holds Python objects' : `holds numbers of type '${shorten(descr)}'`,
    );
  }
  const dimensions = (fields.get('shape') as string).split(',').map((part) => part.trim().replace(/L$/, ''));
  if (dimensions.at(-1) === '') dimensions.pop();
  if (!dimensions.every((part) => /^\d{1,15}$/.test(part)))
    throw format('has a shape that cannot be understood');
  if (dimensions.length < 1 || dimensions.length > 2)
    throw unsupported(`has ${dimensions.length} dimensions`);
  const [rows, columns] = [Number(dimensions[0]), Number(dimensions[1] ?? 1)];

  const data = bytes.subarray(dataStart);
  const announced = rows * columns * numberBytes[kind];
  if (announced > data.length)
    throw truncated(
      `its data: ${rows} × ${columns} numbers need ${announced} bytes and ${data.length} are there`,
    );
  if (announced < data.length)
    throw format(`holds ${data.length - announced} bytes more than its shape ${rows} × ${columns} needs`);
  spending.spend(rows * columns * 8, 'the array');
  return {
    kind: 'dense',
    rows,
    columns,
    values: rowMajor(data, {
      rows,
      columns,
      columnMajor: fields.get('fortran_order') === 'True',
      kind,
      little: descr[0] !== '>',
    }),
  };
}
