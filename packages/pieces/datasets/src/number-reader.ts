/** Kinds of numbers in binary files, with their bytes. */
export const numberBytes = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
} as const;

export type NumberKind = keyof typeof numberBytes;

const getters: Readonly<Record<NumberKind, (view: DataView, offset: number, little: boolean) => number>> = {
  int8: (view, offset) => view.getInt8(offset),
  uint8: (view, offset) => view.getUint8(offset),
  int16: (view, offset, little) => view.getInt16(offset, little),
  uint16: (view, offset, little) => view.getUint16(offset, little),
  int32: (view, offset, little) => view.getInt32(offset, little),
  uint32: (view, offset, little) => view.getUint32(offset, little),
  int64: (view, offset, little) => Number(view.getBigInt64(offset, little)),
  uint64: (view, offset, little) => Number(view.getBigUint64(offset, little)),
  float32: (view, offset, little) => view.getFloat32(offset, little),
  float64: (view, offset, little) => view.getFloat64(offset, little),
};

/** The `index`-th number of `bytes`, as float64 (64-bit integers are rounded to it). */
export function numberReader(
  bytes: Uint8Array,
  kind: NumberKind,
  little: boolean,
): (index: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const get = getters[kind];
  const size = numberBytes[kind];
  return (index) => get(view, index * size, little);
}

/**
 * The numbers of a matrix [rows, columns] as row-major float64 values.
 * @param columnMajor whether the file runs down the columns first (MATLAB, Fortran)
 */
export function rowMajor(
  bytes: Uint8Array,
  shape: {
    rows: number;
    columns: number;
    columnMajor: boolean;
    kind: NumberKind;
    little: boolean;
  },
): Float64Array {
  const { rows, columns, columnMajor } = shape;
  const read = numberReader(bytes, shape.kind, shape.little);
  const out = new Float64Array(rows * columns);
  let p = 0;
  // An empty matrix may announce 10^15 columns.
  if (columnMajor && rows > 0) {
    for (let column = 0; column < columns; column++) {
      for (let row = 0; row < rows; row++) out[row * columns + column] = read(p++);
    }
  } else {
    for (; p < out.length; p++) out[p] = read(p);
  }
  return out;
}
