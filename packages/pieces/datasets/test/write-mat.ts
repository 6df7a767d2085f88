import { deflateSync } from 'node:zlib';
import { type Kind, writeNumbers } from './write-numbers.js';

const types: Readonly<Record<Kind, number>> = {
  int8: 1,
  uint8: 2,
  int16: 3,
  uint16: 4,
  int32: 5,
  uint32: 6,
  float32: 7,
  float64: 9,
  int64: 12,
  uint64: 13,
};
const classOf = {
  cell: 1,
  struct: 2,
  char: 4,
  sparse: 5,
  double: 6,
  single: 7,
  int8: 8,
  uint8: 9,
  int16: 10,
  uint16: 11,
  int32: 12,
  uint32: 13,
  int64: 14,
  uint64: 15,
  opaque: 17,
} as const;

export interface MatVariable {
  readonly name: string;
  readonly class?: keyof typeof classOf;
  readonly complex?: boolean;
  readonly logical?: boolean;
  readonly dimensions?: readonly number[];
  /** Down the columns first. */
  readonly values: ArrayLike<number>;
  readonly storage?: Kind;
  /** The type that the values are tagged with, where it is not that of `storage`. */
  readonly valueType?: number;
  /** Types of flags, dimensions and name, where they are not MATLAB's. */
  readonly flagsType?: number;
  readonly dimensionsKind?: Kind;
  readonly nameType?: number;
  readonly nameEncoding?: BufferEncoding;
  /** Of a sparse variable. */
  readonly rowIndices?: ArrayLike<number>;
  readonly columnPointers?: ArrayLike<number>;
  /** Bytes in place of all that follows the name. */
  readonly body?: Uint8Array;
}

export interface MatLayout {
  readonly little?: boolean;
  readonly compressed?: boolean;
}

function matElement(type: number, data: Uint8Array, little: boolean): Buffer {
  if (data.length > 0 && data.length <= 4) {
    const small = Buffer.alloc(8);
    small.set(writeNumbers([data.length * 65536 + type], 'uint32', little));
    small.set(data, 4);
    return small;
  }
  const padding = Buffer.alloc((8 - (data.length % 8)) % 8);
  return Buffer.concat([writeNumbers([type, data.length], 'uint32', little), data, padding]);
}

export function matVariable(variable: MatVariable, little = true): Buffer {
  const { name, class: kind = 'double', complex = false, logical = false, values } = variable;
  const { storage = 'float64', dimensionsKind = 'int32' } = variable;
  const dimensions = variable.dimensions ?? [values.length, 1];
  const part = (of: ArrayLike<number>, as: Kind, type = types[as]) =>
    matElement(type, writeNumbers(of, as, little), little);
  const flags = classOf[kind] + (complex ? 0x0800 : 0) + (logical ? 0x0200 : 0);
  const parts = [
    part([flags, values.length], 'uint32', variable.flagsType),
    ...(kind === 'opaque' ? [] : [part(dimensions, dimensionsKind)]),
    matElement(variable.nameType ?? 1, Buffer.from(name, variable.nameEncoding ?? 'latin1'), little),
  ];
  if (variable.body) parts.push(Buffer.from(variable.body));
  else {
    if (kind === 'sparse')
      parts.push(part(variable.rowIndices ?? [], 'int32'), part(variable.columnPointers ?? [], 'int32'));
    parts.push(part(values, storage, variable.valueType));
    if (complex) parts.push(part(values, storage));
  }
  return matElement(14, Buffer.concat(parts), little);
}

export function matHeader(little = true): Buffer {
  const header = Buffer.alloc(128, ' ');
  header.write('MATLAB 5.0 MAT-file, written by a test');
  header.set(writeNumbers([0x0100, 0x4d49], 'uint16', little), 124);
  return header;
}

/** The bytes of a MATLAB 5 file. */
export function matFile(
  variables: readonly MatVariable[],
  { little = true, compressed = false }: MatLayout = {},
): Buffer {
  const written = variables.map((variable) => {
    const plain = matVariable(variable, little);
    if (!compressed) return plain;
    const packed = deflateSync(plain);
    return Buffer.concat([writeNumbers([15, packed.length], 'uint32', little), packed]);
  });
  return Buffer.concat([matHeader(little), ...written]);
}
