import { readCsv, readMat, readNpy, readNpz } from '@ildl/datasets';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTyped } from './caught.js';
import { type MatVariable, matFile } from './write-mat.js';
import { npyFile, npyWith } from './write-npy.js';
import type { Kind } from './write-numbers.js';
import { type ZipFile, zipFile } from './write-zip.js';

/** Mutated files per format; a longer search sets ILDL_FUZZ_RUNS. */
const runs = Number(process.env.ILDL_FUZZ_RUNS ?? 800);
const maxBytes = 2 ** 20;
/** Milliseconds that no file may take. */
const patience = 2000;

const features = { name: 'features', dimensions: [3, 2], values: [1, 2, 3, 4, 5, 300] } as const;
const mat = [
  features,
  {
    name: 'labels',
    class: 'sparse',
    dimensions: [3, 2],
    values: [1, 1, 1],
    rowIndices: [0, 1, 2],
    columnPointers: [0, 2, 3],
  },
  { name: 'name', class: 'char', dimensions: [1, 2], values: [97, 98], storage: 'uint16' },
  { ...features, name: 'small', dimensions: [1, 3], values: [1, 2, 3], storage: 'uint8' },
] as const;
const arrays = [
  npyFile([1, 2, 3, 4, 5, 6], { shape: [3, 2] }),
  npyFile([1, 0, 0.5, 0.5, 0, 1], { shape: [3, 2], kind: 'float32', fortran: true, version: 2 }),
] as const;

const formats: Readonly<Record<string, { files: readonly Buffer[]; read: (bytes: Uint8Array) => unknown }>> =
  {
    mat: {
      files: [
        matFile(mat),
        matFile(mat, { compressed: true }),
        matFile(mat, { little: false }),
        matFile(mat, { little: false, compressed: true }),
      ],
      read: (bytes) => readMat(bytes, { maxBytes }),
    },
    npy: { files: arrays, read: (bytes) => readNpy(bytes, { maxBytes }) },
    npz: {
      files: [true, false].map((deflated) =>
        zipFile([
          { name: 'features.npy', content: arrays[0], deflated },
          { name: 'labels.npy', content: arrays[1], deflated },
        ]),
      ),
      read: (bytes) => readNpz(bytes, { maxBytes }),
    },
    csv: {
      files: [Buffer.from('x,"y",label:a,label:b\n1,2e3,0.5,0.5\n-3,.4,"1",0\r\n5,6,0.25,.75\n')],
      read: (bytes) => [readCsv(bytes, { labels: 0, maxBytes }), readCsv(bytes, { maxBytes })],
    },
  };

/** Numbers at which readers of files go wrong. */
const edge = fc.constantFrom(0, 1, 2, 3, 2 ** 16, 2 ** 27, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1);
const size = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 4 }) },
  { weight: 1, arbitrary: edge },
);
const kind = fc.constantFrom<Kind[]>('uint8', 'int32', 'uint32', 'float32', 'float64');
const numbers = fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom(0.5, 1e300, 2 ** 31, -1)), {
  maxLength: 12,
});
const odd = (usual: number, ...others: number[]) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
const name = fc.constantFrom('features', 'labels', 'größe', '', '\x1b[31m', '__proto__');

const variable = fc
  .record({
    name,
    class: fc.constantFrom('double', 'sparse', 'sparse', 'uint8', 'single', 'char', 'cell'),
    complex: odd(0, 1).map(Boolean),
    logical: fc.boolean(),
    dimensions: fc.oneof(
      { weight: 6, arbitrary: fc.tuple(size, size) },
      { weight: 1, arbitrary: fc.array(size, { maxLength: 4 }) },
    ),
    values: numbers,
    storage: kind,
    valueType: fc.constantFrom(1, 2, 5, 6, 7, 9, 9, 9, 13, 16, 99),
    rowIndices: fc.array(size, { maxLength: 12 }),
    columnPointers: fc.array(size, { maxLength: 6 }).map((drawn) => [0, ...drawn.sort((a, b) => a - b)]),
    flagsType: odd(6, 5, 13, 1),
    dimensionsKind: fc.constantFrom<Kind[]>('int32', 'uint32', 'uint32', 'float64'),
    nameType: odd(1, 2, 16, 5),
    nameEncoding: fc.constantFrom<BufferEncoding[]>('utf8', 'latin1'),
    fits: fc.boolean(),
  })
  // Half of the dense ones hold what their dimensions announce, where that is not much.
  .map(({ fits, ...drawn }): MatVariable => {
    const count = drawn.dimensions.reduce((product, one) => product * one, 1);
    return fits && count <= 64 ? { ...drawn, values: Array.from({ length: count }, (_, k) => k % 3) } : drawn;
  });

const shape = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.nat(4), fc.nat(4)).map(([rows, columns]) => `(${rows}, ${columns})`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '(0, 999999999999999)',
      '(999999999999999, 0)',
      '()',
      '(2,)',
      '(0,)',
      '(1, 1, 1)',
    ),
  },
);
const header = fc
  .record({
    descr: fc.constantFrom('<f8', '>f8', '|u1', '<i8', '=f4', '<f2', '|O', '<\x1b[31m', ''),
    order: fc.constantFrom('True', 'False', 'True', 'None'),
    shape,
    spaces: fc.nat(70),
  })
  .map(
    ({ descr, order, shape, spaces }) =>
      `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }${' '.repeat(spaces)}`,
  );
const array = fc
  .record({ header, bytes: fc.oneof(fc.nat(130), fc.constant(undefined)), version: odd(1, 2, 3, 4) })
  .map(({ header, bytes, version }) => {
    const counts = header
      .match(/\((\d), (\d)\)/)
      ?.slice(1)
      .map(Number) ?? [0, 0];
    const each = Number(header.match(/'descr': '.*(\d)'/)?.[1] ?? 1);
    const announced = (counts[0] as number) * (counts[1] as number) * each;
    return npyWith(header, Buffer.alloc(bytes ?? announced, 1), version);
  });
const entry = fc
  .record({
    name: fc.tuple(name, fc.constantFrom('.npy', '.npy', '.txt')).map((parts) => parts.join('')),
    content: array,
    deflated: fc.boolean(),
    odd: fc.option(
      fc.oneof(
        fc.record({ size: edge }),
        fc.record({ packedSize: edge }),
        fc.record({ checksum: edge }),
        fc.record({ flags: fc.nat(65535) }),
        fc.record({ method: fc.nat(12) }),
      ),
      { freq: 4 },
    ),
  })
  .map(({ odd, ...whole }): ZipFile => ({ ...whole, ...odd }));
const cell = fc.constantFrom(
  '0',
  '1',
  '2',
  '0.5',
  '-1e3',
  '0.25',
  '',
  'NA',
  '1e999',
  '"2"',
  '# 3',
  'f1',
  'label:a',
);
const head = fc.constantFrom(
  '',
  'a,b,label:c\n',
  ',a,label:b,label:c\n',
  'Unnamed: 0,a,label:b\n',
  '0,1,2\n',
  '# a,b,label:c\n',
  'a,b,label:c,\n',
  'sep=,\n',
  'index,a,label:b\n',
  '\ufeffa,label:b\n',
);
const table = fc
  .record({
    head,
    rows: fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 6 }),
    width: fc.integer({ min: 2, max: 5 }),
    ragged: odd(0, 1),
  })
  .map(({ head, rows, width, ragged }) =>
    Buffer.from(
      head +
        rows
          .map((row) =>
            (ragged ? row : Array.from({ length: width }, (_, k) => row[k % row.length])).join(','),
          )
          .join('\n'),
    ),
  );

/** Files that are whole by their structure, with parts that contradict each other or announce too much. */
const structured: Readonly<Record<string, fc.Arbitrary<Buffer>>> = {
  mat: fc
    .tuple(fc.array(variable, { minLength: 1, maxLength: 4 }), fc.boolean(), fc.boolean())
    .map(([variables, little, compressed]) => matFile(variables, { little, compressed })),
  npy: array,
  npz: fc.array(entry, { minLength: 1, maxLength: 4 }).map((entries) => zipFile(entries)),
  csv: table,
};

const position = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const interesting = fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x22, 0x2c, 0x0a, 0x0d);
const mutation = fc.oneof(
  fc.record({ type: fc.constant('flip'), at: position, value: fc.nat(7) }),
  fc.record({ type: fc.constant('set'), at: position, value: fc.oneof(fc.nat(255), interesting) }),
  fc.record({ type: fc.constant('word'), at: position, value: fc.oneof(interesting, fc.nat(2 ** 31 - 1)) }),
  fc.record({ type: fc.constant('cut'), at: position, value: fc.nat(64) }),
  fc.record({ type: fc.constant('insert'), at: position, value: fc.nat(255) }),
  fc.record({ type: fc.constant('end'), at: position, value: fc.constant(0) }),
  fc.record({ type: fc.constant('copy'), at: position, value: fc.nat(255) }),
);

function mutate(bytes: Buffer, { type, at, value }: { type: string; at: number; value: number }): Buffer {
  const p = Math.floor(at * bytes.length);
  const out = Buffer.from(bytes);
  switch (type) {
    case 'flip':
      if (p < out.length) out[p] = (out[p] as number) ^ (1 << value);
      return out;
    case 'set':
      if (p < out.length) out[p] = value;
      return out;
    case 'word':
      if (p + 4 <= out.length) out.writeInt32LE(value > 255 ? value : -value, p);
      return out;
    case 'cut':
      return Buffer.concat([out.subarray(0, p), out.subarray(p + value)]);
    case 'insert':
      return Buffer.concat([out.subarray(0, p), Buffer.alloc(1 + (value % 16), value), out.subarray(p)]);
    case 'end':
      return out.subarray(0, p);
    default:
      return Buffer.concat([out.subarray(0, p), out.subarray(Math.max(0, p - value))]);
  }
}

describe('mutated files', () => {
  for (const [format, { files, read }] of Object.entries(formats)) {
    it(`${format}: a matrix or a typed error, soon`, { timeout: 20_000 + runs * 20 }, () => {
      let refused = 0;
      let longest = 0;
      fc.assert(
        fc.property(
          fc.oneof(
            fc.record({
              file: fc.constantFrom(...files),
              mutations: fc.array(mutation, { minLength: 1, maxLength: 4 }),
            }),
            fc.record({
              file: structured[format] as fc.Arbitrary<Buffer>,
              mutations: fc.array(mutation, { maxLength: 1 }),
            }),
          ),
          ({ file, mutations }) => {
            const bytes = mutations.reduce(mutate, file);
            const start = performance.now();
            try {
              read(bytes);
            } catch (error) {
              if (!isTyped(error)) throw error;
              // One printable sentence.
              if (/\p{Cc}/u.test(error.message)) throw new Error(JSON.stringify(error.message));
              refused++;
            }
            longest = Math.max(longest, performance.now() - start);
          },
        ),
        { numRuns: runs },
      );
      expect(longest).toBeLessThan(patience);
      // The search is of use only where it both breaks files and leaves some whole.
      expect(refused).toBeGreaterThan(runs / 4);
      expect(refused).toBeLessThan(runs);
    });
  }
});
