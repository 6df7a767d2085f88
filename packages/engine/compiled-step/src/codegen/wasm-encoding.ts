// The part of the binary format of WebAssembly that the emitter writes.

export const i32 = 0x7f;
export const f32 = 0x7d;
export const v128 = 0x7b;

/** Bytes, nested; flattened when they are written. */
export type Code = number | readonly Code[];

/** Unsigned LEB128. */
const unsigned = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 128 : low);
  } while (rest > 0);
  return bytes;
};

/** Signed LEB128 of a 32-bit number; addresses of 2^31 and more wrap. */
const signed = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 127;
    rest >>= 7;
    if ((rest === 0 && (low & 64) === 0) || (rest === -1 && (low & 64) !== 0)) {
      bytes.push(low);
      return bytes;
    }
    bytes.push(low | 128);
  }
};

const vector = (items: readonly (readonly number[])[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
];
const text = (value: string): number[] => {
  const bytes = [...new TextEncoder().encode(value)];
  return [...unsigned(bytes.length), ...bytes];
};
const section = (id: number, body: readonly number[]): number[] => [id, ...unsigned(body.length), ...body];

const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];

/** Instructions by the names of the text format; what takes immediates is followed by them. */
export const wasm = {
  loop: [0x03],
  if: [0x04],
  end: [0x0b],
  br_if: [0x0d],
  return: [0x0f],
  call: [0x10],
  'local.get': [0x20],
  'local.set': [0x21],
  'i32.load': [0x28],
  'f32.load': [0x2a],
  'f32.store': [0x38],
  'i32.const': [0x41],
  'i32.lt_u': [0x49],
  'i32.add': [0x6a],
  'i32.or': [0x72],
  'f32.add': [0x92],
  'f32.div': [0x95],
  'memory.copy': [0xfc, 10],
  'v128.load': simd(0),
  'v128.load32_splat': simd(9),
  'v128.store': simd(11),
  'v128.const': simd(12),
  'f32x4.extract_lane': simd(31),
  'i32x4.eq': simd(55),
  'i32x4.lt_s': simd(57),
  'f32x4.eq': simd(65),
  'f32x4.ne': simd(66),
  'f32x4.lt': simd(67),
  'f32x4.le': simd(69),
  'v128.and': simd(78),
  'v128.bitselect': simd(82),
  'v128.store32_lane': simd(90),
  'v128.load32_zero': simd(92),
  'f32x4.ceil': simd(103),
  'f32x4.floor': simd(104),
  'f32x4.nearest': simd(106),
  'f32x4.abs': simd(224),
  'f32x4.neg': simd(225),
  'f32x4.sqrt': simd(227),
  'f32x4.add': simd(228),
  'f32x4.sub': simd(229),
  'f32x4.mul': simd(230),
  'f32x4.div': simd(231),
  'f32x4.min': simd(232),
  'f32x4.max': simd(233),
  'f32x4.pmin': simd(234),
  'f32x4.pmax': simd(235),
  'i32x4.trunc_sat_f32x4_s': simd(248),
  'f32x4.convert_i32x4_s': simd(250),
} as const satisfies Readonly<Record<string, readonly number[]>>;

/** The type of a block that leaves nothing on the stack. */
export const emptyBlock = 0x40;
/** The immediate of a memory instruction: an alignment of 4 bytes, and an offset. */
export const memoryAt = (offset: number): readonly number[] => [2, ...unsigned(offset)];

export const getLocal = (index: number): readonly number[] => [...wasm['local.get'], ...unsigned(index)];
export const setLocal = (index: number): readonly number[] => [...wasm['local.set'], ...unsigned(index)];
export const i32Const = (value: number): readonly number[] => [...wasm['i32.const'], ...signed(value)];
export const callOf = (index: number): readonly number[] => [...wasm.call, ...unsigned(index)];

interface Signature {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}
export interface Imported extends Signature {
  readonly module: string;
  readonly name: string;
}
export interface Defined extends Signature {
  /** Types of the locals after the parameters. */
  readonly locals: readonly number[];
  readonly code: Code;
  readonly exported?: string;
}

const flat = (code: Code, into: number[]): readonly number[] => {
  if (typeof code === 'number') into.push(code);
  else for (const part of code) flat(part, into);
  return into;
};

/** The bytes of a module that imports one memory and functions, and defines functions. */
export const encodeModule = (
  memory: { readonly module: string; readonly name: string; readonly pages: number },
  imported: readonly Imported[],
  defined: readonly Defined[],
): Uint8Array<ArrayBuffer> => {
  const types: number[][] = [];
  const known = new Map<string, number>();
  const typeOf = ({ parameters, results }: Signature): number => {
    const key = `${parameters};${results}`;
    const index = known.get(key) ?? types.length;
    if (index === types.length) {
      types.push([
        0x60,
        ...vector(parameters.map((type) => [type])),
        ...vector(results.map((type) => [type])),
      ]);
      known.set(key, index);
    }
    return index;
  };
  const imports = [
    [...text(memory.module), ...text(memory.name), 2, 0, ...unsigned(memory.pages)],
    ...imported.map((one) => [...text(one.module), ...text(one.name), 0, ...unsigned(typeOf(one))]),
  ];
  const functions = defined.map((one) => unsigned(typeOf(one)));
  const exports = defined.flatMap(({ exported }, i) =>
    exported === undefined ? [] : [[...text(exported), 0, ...unsigned(imported.length + i)]],
  );
  const bodies = defined.map(({ locals, code }) => {
    const runs: number[][] = [];
    for (let i = 0; i < locals.length; ) {
      let end = i;
      while (end < locals.length && locals[end] === locals[i]) end++;
      runs.push([...unsigned(end - i), locals[i] as number]);
      i = end;
    }
    const head = vector(runs);
    const own = flat(code, []);
    return { size: head.length + own.length + 1, head, code: own };
  });
  const bytes: number[] = [0, 97, 115, 109, 1, 0, 0, 0];
  const append = (part: readonly number[]) => {
    for (const byte of part) bytes.push(byte);
  };
  append(section(1, vector(types)));
  append(section(2, vector(imports)));
  append(section(3, vector(functions)));
  append(section(7, vector(exports)));
  const codeSize = bodies.reduce(
    (sum, { size }) => sum + unsigned(size).length + size,
    unsigned(bodies.length).length,
  );
  append([10, ...unsigned(codeSize), ...unsigned(bodies.length)]);
  for (const { size, head, code } of bodies) {
    append(unsigned(size));
    append(head);
    append(code);
    bytes.push(0x0b);
  }
  return new Uint8Array(bytes);
};
