/** How tests write each kind of number, the reverse of what the readers do. */
const writers = {
  int8: [1, (v, o, x) => v.setInt8(o, x)],
  uint8: [1, (v, o, x) => v.setUint8(o, x)],
  int16: [2, (v, o, x, little) => v.setInt16(o, x, little)],
  uint16: [2, (v, o, x, little) => v.setUint16(o, x, little)],
  int32: [4, (v, o, x, little) => v.setInt32(o, x, little)],
  uint32: [4, (v, o, x, little) => v.setUint32(o, x, little)],
  int64: [8, (v, o, x, little) => v.setBigInt64(o, BigInt(x), little)],
  uint64: [8, (v, o, x, little) => v.setBigUint64(o, BigInt(x), little)],
  float32: [4, (v, o, x, little) => v.setFloat32(o, x, little)],
  float64: [8, (v, o, x, little) => v.setFloat64(o, x, little)],
} satisfies Record<
  string,
  [number, (view: DataView, offset: number, value: number, little: boolean) => void]
>;

export type Kind = keyof typeof writers;

export function writeNumbers(values: ArrayLike<number>, kind: Kind, little = true): Buffer {
  const [size, write] = writers[kind];
  const bytes = Buffer.alloc(values.length * size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  Array.from(values).forEach((value, k) => {
    write(view, k * size, value, little);
  });
  return bytes;
}

/** Smallest and largest value of each integer kind that a test draws. */
export const integerRanges: Readonly<Partial<Record<Kind, readonly [number, number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
};
