/** The parts of the binary format of WebAssembly that the emitter writes. */
export const i32 = 0x7f;
export const f32 = 0x7d;
export const v128 = 0x7b;

/** Bytes, as they are written one after the other. */
export type Code = number | readonly Code[];

/** Unsigned LEB128. */
export const unsigned = (value: number): number[] => {
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

export const getLocal = (index: number): number[] => [0x20, ...unsigned(index)];
export const setLocal = (index: number): number[] => [0x21, ...unsigned(index)];
export const constant = (value: number): number[] => [0x41, ...signed(value)];
export const simd = (op: number): number[] => [0xfd, ...unsigned(op)];

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
