import * as tf from '@tensorflow/tfjs';
import { ildlError } from './errors.js';

/** Plain data that goes into the head of a file. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

type Values = Float32Array | Float64Array | Int32Array | Uint8Array;
/** An array of a file: its numbers, row-major, and its shape. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly values: Values;
}
/** What one file holds. Nothing in it is code. */
export interface StoredFile {
  /** What the file is, such as `ildl/model`: a file of another kind is refused. */
  readonly kind: string;
  readonly head: Json;
  readonly arrays: ReadonlyMap<string, StoredArray>;
}

const magic = 'ILDLFILE';
const version = 1;
const types = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array } as const;
type TypeName = keyof typeof types;
const typeOf = (values: Values): TypeName =>
  (Object.keys(types) as TypeName[]).find((name) => values instanceof types[name]) as TypeName;

const prefixBytes = 16;
const digestBytes = 32;
const digest = async (bytes: Uint8Array<ArrayBuffer>) =>
  new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes));
const padded = (bytes: number) => Math.ceil(bytes / 8) * 8;

/**
 * One file: magic, version, the length of a JSON head, the head, the arrays (each at a multiple of 8 bytes,
 * little-endian) and the sha256 of all before it. Equal content gives equal bytes.
 */
export const encodeFile = async ({ kind, head, arrays }: StoredFile): Promise<Uint8Array<ArrayBuffer>> => {
  const index = [...arrays].map(([name, { shape, values }]) => ({ name, shape, type: typeOf(values) }));
  const json = new TextEncoder().encode(JSON.stringify({ kind, head, arrays: index }));
  const bodies = [...arrays.values()].map(({ values }) => padded(values.byteLength));
  const start = padded(prefixBytes + json.length);
  const size = start + bodies.reduce((sum, bytes) => sum + bytes, 0);
  const file = new Uint8Array(size + digestBytes);
  file.set(new TextEncoder().encode(magic));
  const view = new DataView(file.buffer);
  view.setUint32(8, version, true);
  view.setUint32(12, json.length, true);
  file.set(json, prefixBytes);
  let offset = start;
  for (const { values } of arrays.values()) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += padded(values.byteLength);
  }
  file.set(await digest(file.slice(0, size)), size);
  return file;
};

/**
 * Reads what `encodeFile` wrote.
 * @throws `ILDL_FILE` where the bytes are not such a file, of another kind or version, cut or changed
 */
export const decodeFile = async (bytes: Uint8Array, kind: string): Promise<StoredFile> => {
  const refuse = (why: string) => ildlError('ILDL_FILE', `This is not a usable ${kind} file: ${why}.`);
  const file = new Uint8Array(bytes);
  if (file.length < prefixBytes + digestBytes) throw refuse(`it has only ${file.length} bytes`);
  const view = new DataView(file.buffer);
  if (new TextDecoder().decode(file.subarray(0, 8)) !== magic)
    throw refuse('it does not begin as a file of ildl does');
  const size = file.length - digestBytes;
  const expected = await digest(file.slice(0, size));
  if (expected.some((byte, i) => byte !== file[size + i]))
    throw refuse('its checksum does not match, so it was cut or changed after it was written');
  const found = view.getUint32(8, true);
  if (found !== version) throw refuse(`it has version ${found} and this release reads version ${version}`);
  const jsonLength = view.getUint32(12, true);
  const content = JSON.parse(
    new TextDecoder().decode(file.subarray(prefixBytes, prefixBytes + jsonLength)),
  ) as {
    kind: string;
    head: Json;
    arrays: { name: string; shape: number[]; type: TypeName }[];
  };
  if (content.kind !== kind) throw refuse(`it is a ${content.kind} file`);
  const arrays = new Map<string, StoredArray>();
  let offset = padded(prefixBytes + jsonLength);
  for (const { name, shape, type } of content.arrays) {
    const length = shape.reduce((product, side) => product * side, 1);
    const values = new types[type](file.buffer, offset, length);
    arrays.set(name, { shape, values });
    offset += padded(values.byteLength);
  }
  return { kind, head: content.head, arrays };
};

/** Copies tensors to the host under their names. */
export const storeTensors = async (
  tensors: Iterable<readonly [string, tf.Tensor]>,
): Promise<Map<string, StoredArray>> => {
  const stored = new Map<string, StoredArray>();
  for (const [name, tensor] of tensors) {
    const values = (await tensor.data()) as Float32Array | Int32Array | Uint8Array;
    stored.set(name, { shape: tensor.shape, values });
  }
  return stored;
};

/** A tensor with the numbers and the type of a stored array; a float64 array becomes float32. */
export const tensorFrom = ({ shape, values }: StoredArray): tf.Tensor =>
  values instanceof Int32Array
    ? tf.tensor(values, [...shape], 'int32')
    : values instanceof Uint8Array
      ? tf.tensor(values, [...shape], 'bool')
      : tf.tensor(values instanceof Float64Array ? new Float32Array(values) : values, [...shape], 'float32');
