import { type Kind, writeNumbers } from './write-numbers.js';

const codes: Readonly<Record<Kind, string>> = {
  int8: 'i1',
  uint8: 'u1',
  int16: 'i2',
  uint16: 'u2',
  int32: 'i4',
  uint32: 'u4',
  int64: 'i8',
  uint64: 'u8',
  float32: 'f4',
  float64: 'f8',
};

/** The bytes of a .npy file with this header text. */
export function npyWith(header: string, data: Uint8Array, version = 1): Buffer {
  const text = Buffer.from(`${header}\n`, 'latin1');
  const size = writeNumbers([text.length], version === 1 ? 'uint16' : 'uint32');
  return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from([version, 0]), size, text, data]);
}

export interface NpyLayout {
  readonly shape: readonly number[];
  readonly kind?: Kind;
  readonly little?: boolean;
  readonly fortran?: boolean;
  readonly version?: number;
}

/** The bytes of a .npy file; values in the order of the file. */
export function npyFile(values: ArrayLike<number>, layout: NpyLayout): Buffer {
  const { shape, kind = 'float64', little = true, fortran = false, version = 1 } = layout;
  const order = kind === 'int8' || kind === 'uint8' ? '|' : little ? '<' : '>';
  const header = `{'descr': '${order}${codes[kind]}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  return npyWith(header, writeNumbers(values, kind, little), version);
}
