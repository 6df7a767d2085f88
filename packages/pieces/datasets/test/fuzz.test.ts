import { readCsv, readMat, readNpy, readNpz } from '@ildl/datasets';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTyped } from './caught.js';
import { matFile } from './write-mat.js';
import { npyFile } from './write-npy.js';
import { zipFile } from './write-zip.js';

/** Mutated files per format; a longer search sets ILDL_FUZZ_RUNS. */
const runs = Number(process.env.ILDL_FUZZ_RUNS ?? 2000);
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
      read: (bytes) => readCsv(bytes, { maxBytes }),
    },
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
          fc.constantFrom(...files),
          fc.array(mutation, { minLength: 1, maxLength: 4 }),
          (file, mutations) => {
            const bytes = mutations.reduce(mutate, file);
            const start = performance.now();
            try {
              read(bytes);
            } catch (error) {
              if (!isTyped(error)) throw error;
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
