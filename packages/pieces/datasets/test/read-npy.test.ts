import { readNpy } from '@ildl/datasets';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caught } from './caught.js';
import { npyFile, npyWith } from './write-npy.js';
import { integerRanges, type Kind, writeNumbers } from './write-numbers.js';

const shapes = fc.record({ rows: fc.integer({ min: 1, max: 6 }), columns: fc.integer({ min: 1, max: 6 }) });
const layouts = fc.record({ little: fc.boolean(), fortran: fc.boolean(), version: fc.constantFrom(1, 2, 3) });

const kinds: readonly (readonly [Kind, fc.Arbitrary<number>])[] = [
  ['float64', fc.double()],
  ['float32', fc.float()],
  ...(Object.entries(integerRanges) as [Kind, [number, number]][]).map(
    ([kind, [min, max]]) =>
      [kind, fc.maxSafeInteger().map((x) => min + (Math.abs(x) % (max - min + 1)))] as const,
  ),
];

describe('arrays', () => {
  for (const [kind, value] of kinds) {
    it(`reads ${kind} back in either byte and memory order`, () => {
      fc.assert(
        fc.property(
          shapes,
          layouts,
          fc.array(value, { minLength: 36, maxLength: 36 }),
          ({ rows, columns }, layout, drawn) => {
            const values = drawn.slice(0, rows * columns);
            const inFile = layout.fortran
              ? values.map((_, p) => values[(p % rows) * columns + Math.floor(p / rows)] as number)
              : values;
            const matrix = readNpy(npyFile(inFile, { shape: [rows, columns], kind, ...layout }));
            expect([matrix.rows, matrix.columns]).toEqual([rows, columns]);
            expect(matrix.values).toBeInstanceOf(Float64Array);
            expect(Array.from(matrix.values)).toEqual(values);
          },
        ),
        { numRuns: 40 },
      );
    });
  }

  it('reads booleans, one dimension as a column, and headers as other programs write them', () => {
    const bytes = Buffer.from([1, 0, 1]);
    const headers = [
      "{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }",
      "{'descr': '|b1', 'fortran_order': False, 'shape': (3L,), }",
      "{'shape':(3,1),'fortran_order':False,'descr':'|b1'}",
      "{'shape': (3, 1), 'fortran_order': True, 'descr': '|b1'}   ",
    ];
    for (const header of headers) {
      expect(readNpy(npyWith(header, bytes))).toEqual({
        kind: 'dense',
        rows: 3,
        columns: 1,
        values: Float64Array.of(1, 0, 1),
      });
    }
  });
});

describe('refusals', () => {
  const header = (descr: string, shape = '(1,)') =>
    `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;

  it('refuses arrays that are no matrix of real numbers', () => {
    for (const descr of [
      "'|O'",
      "'<c16'",
      "'<f2'",
      "'<f16'",
      "'<U3'",
      "'|S3'",
      "'<M8[ns]'",
      "'f8'",
      "[('a', '<f8')]",
    ]) {
      const error = caught(() => readNpy(npyWith(header(descr), Buffer.alloc(8)), { file: 'x.npy' }));
      expect([descr, error.code]).toEqual([descr, 'ILDL_DATA_UNSUPPORTED']);
      expect(error.message).toContain('x.npy');
    }
    for (const shape of ['()', '(1, 1, 1)']) {
      expect(caught(() => readNpy(npyWith(header("'<f8'", shape), Buffer.alloc(8)))).code).toBe(
        'ILDL_DATA_UNSUPPORTED',
      );
    }
  });

  it('refuses a header that it does not understand', () => {
    const descr = "'descr': '<f8'";
    for (const text of [
      '',
      '{}',
      'None',
      header("'<f8'").slice(0, -1),
      `{${descr}, 'fortran_order': False}`,
      `{${descr}, ${descr}, 'fortran_order': False, 'shape': (1,)}`,
      `{${descr}, 'fortran_order': 'no', 'shape': (1,)}`,
      `{${descr}, 'fortran_order': False, 'shape': True}`,
      `{${descr}, 'fortran_order': False, 'shape': (1,), '__proto__': (1,)}`,
      header("'<f8'", '(-1,)'),
      header("'<f8'", '(1 1,)'),
      header("'<f8'", '(1,,1)'),
      header("'<f8'", `(${'9'.repeat(400)},)`),
      `${header("'<f8'")} and more`,
    ]) {
      expect([text, caught(() => readNpy(npyWith(text, Buffer.alloc(8)))).code]).toEqual([
        text,
        'ILDL_DATA_FORMAT',
      ]);
    }
    const long = npyWith(header("'<f8'") + ' '.repeat(20_000), Buffer.alloc(8));
    expect(caught(() => readNpy(long)).code).toBe('ILDL_DATA_FORMAT');
    const version = npyFile([1], { shape: [1] });
    version[6] = 4;
    expect(caught(() => readNpy(version)).code).toBe('ILDL_DATA_FORMAT');
    expect(caught(() => readNpy(Buffer.from('PK\x03\x04 something else'))).code).toBe('ILDL_DATA_FORMAT');
  });

  it('reads empty arrays of any announced shape at once', () => {
    const start = performance.now();
    for (const order of ['True', 'False'])
      for (const shape of ['(0, 999999999999999)', '(999999999999999, 0)', '(0,)', '(0, 0)']) {
        const text = `{'descr': '<f8', 'fortran_order': ${order}, 'shape': ${shape}, }`;
        expect(readNpy(npyWith(text, Buffer.alloc(0))).values).toHaveLength(0);
      }
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('keeps control characters out of messages', () => {
    const { message } = caught(() =>
      readNpy(npyWith(header("'<\x1b[31mf8\x9b\x07'"), Buffer.alloc(8)), { file: 'a\x1b]0;b\u202ec.npy' }),
    );
    expect(message).toMatch(/^a\?\]0;b\?c\.npy holds numbers of type '<\?\[31mf8\?\?'; /);
  });

  it('never allocates what only a shape announces', () => {
    const shape = '(999999999999, 999999999999)';
    expect(caught(() => readNpy(npyWith(header("'|i1'", shape), Buffer.alloc(100)))).code).toBe(
      'ILDL_DATA_TRUNCATED',
    );
    const bytes = npyWith(header("'|i1'", '(10, 10)'), Buffer.alloc(100));
    expect(caught(() => readNpy(bytes, { maxBytes: 799 })).code).toBe('ILDL_DATA_LIMIT');
    expect(readNpy(bytes, { maxBytes: 800 }).rows).toBe(10);
    const size = npyFile([1], { shape: [1], version: 2 });
    size.set(writeNumbers([2 ** 32 - 1], 'uint32'), 8);
    expect(caught(() => readNpy(size)).code).toBe('ILDL_DATA_TRUNCATED');
  });

  it('refuses every truncation, and bytes after the array', () => {
    const file = npyFile([1, 2, 3, 4], { shape: [2, 2] });
    for (let size = 0; size < file.length; size++) {
      expect(caught(() => readNpy(file.subarray(0, size))).code).toBe('ILDL_DATA_TRUNCATED');
    }
    expect(caught(() => readNpy(Buffer.concat([file, Buffer.alloc(1)]))).code).toBe('ILDL_DATA_FORMAT');
  });
});
