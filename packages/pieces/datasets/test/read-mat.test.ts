import { deflateSync } from 'node:zlib';
import { readMat, rowsOf } from '@ildl/datasets';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caught } from './caught.js';
import { matFile, matHeader, matVariable } from './write-mat.js';
import { integerRanges, type Kind, writeNumbers } from './write-numbers.js';

const layouts = [
  { little: true, compressed: false },
  { little: true, compressed: true },
  { little: false, compressed: false },
  { little: false, compressed: true },
];

/** Values [rows][columns], down the columns first. */
const byColumns = (rows: readonly (readonly number[])[], columns: number) =>
  Array.from({ length: columns }, (_, column) => rows.map((row) => row[column] as number)).flat();

const matrixOf = (value: fc.Arbitrary<number>) =>
  fc.integer({ min: 1, max: 6 }).chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      rows: fc.array(fc.array(value, { minLength: columns, maxLength: columns }), {
        minLength: 1,
        maxLength: 6,
      }),
    }),
  );

const all = (file: Buffer, name = 'm') => {
  const matrix = readMat(file).matrices.get(name);
  if (!matrix) throw new Error('not read');
  return {
    matrix,
    values: Array.from(
      rowsOf(
        matrix,
        Array.from({ length: matrix.rows }, (_, i) => i),
      ).values,
    ),
  };
};

describe('dense variables', () => {
  for (const layout of layouts) {
    const named = `${layout.little ? 'little' : 'big'}-endian, ${layout.compressed ? 'compressed' : 'plain'}`;

    it(`reads doubles back, ${named}`, () => {
      fc.assert(
        fc.property(matrixOf(fc.double()), ({ rows, columns }) => {
          const file = matFile(
            [{ name: 'm', dimensions: [rows.length, columns], values: byColumns(rows, columns) }],
            layout,
          );
          const { matrix, values } = all(file);
          expect([matrix.rows, matrix.columns]).toEqual([rows.length, columns]);
          expect(matrix.values).toBeInstanceOf(Float64Array);
          expect(values).toEqual(rows.flat());
        }),
        { numRuns: 50 },
      );
    });

    for (const [kind, [min, max]] of Object.entries(integerRanges) as [Kind, [number, number]][]) {
      it(`reads ${kind}, as a class and as the storage of doubles, ${named}`, () => {
        fc.assert(
          fc.property(
            matrixOf(fc.maxSafeInteger().map((x) => min + (Math.abs(x) % (max - min + 1)))),
            ({ rows, columns }) => {
              const values = byColumns(rows, columns);
              const of = { dimensions: [rows.length, columns], values, storage: kind };
              const file = matFile(
                [
                  { ...of, name: 'm', class: kind as 'int8' },
                  { ...of, name: 'd', class: 'double' },
                ],
                layout,
              );
              expect(all(file).values).toEqual(rows.flat());
              expect(all(file, 'd').values).toEqual(rows.flat());
            },
          ),
          { numRuns: 10 },
        );
      });
    }
  }

  it('reads single precision as the same numbers in float64', () => {
    const values = [0.1, 2 ** -140, -3].map(Math.fround);
    const file = matFile([{ name: 'm', class: 'single', storage: 'float32', dimensions: [1, 3], values }]);
    expect(all(file).matrix.values).toEqual(Float64Array.from(values));
  });

  it('reads an empty matrix', () => {
    expect(all(matFile([{ name: 'm', dimensions: [0, 3], values: [] }])).matrix).toMatchObject({
      rows: 0,
      columns: 3,
    });
  });
});

describe('sparse variables', () => {
  for (const layout of layouts) {
    it(`reads them by rows, ${JSON.stringify(layout)}`, () => {
      const sparseDouble = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.double({ noNaN: true }));
      fc.assert(
        fc.property(matrixOf(sparseDouble), ({ rows, columns }) => {
          const rowIndices: number[] = [];
          const values: number[] = [];
          const columnPointers = [0];
          for (let column = 0; column < columns; column++) {
            rows.forEach((row, i) => {
              if (row[column] !== 0) {
                rowIndices.push(i);
                values.push(row[column] as number);
              }
            });
            columnPointers.push(values.length);
          }
          const of = {
            class: 'sparse',
            dimensions: [rows.length, columns],
            values,
            rowIndices,
            columnPointers,
          } as const;
          const { matrix, values: found } = all(matFile([{ name: 'm', ...of }], layout));
          expect(matrix.kind).toBe('csr');
          expect(found.map((x) => x + 0)).toEqual(rows.flat().map((x) => x + 0));
        }),
        { numRuns: 50 },
      );
    });
  }

  /** Logical [3, 2]: 1 0 / 0 1 / 1 1, with room for more. */
  const logical = (spare: number, spareRows = spare) =>
    ({
      name: 'm',
      class: 'sparse',
      logical: true,
      dimensions: [3, 2],
      values: [1, 1, 1, 1, ...Array(spare).fill(0)],
      rowIndices: [0, 2, 1, 2, ...Array(spareRows).fill(0)],
      columnPointers: [0, 2, 4],
    }) as const;

  for (const layout of layouts) {
    it(`reads logical values as MATLAB, SciPy and Octave write them, ${JSON.stringify(layout)}`, () => {
      for (const spare of [0, 1, 3, 4, 28, 29, 60])
        for (const spareRows of [spare, 0]) {
          // MATLAB has one byte a value, tagged as double.
          const bytes = { ...logical(spare, spareRows), storage: 'uint8', valueType: 9 } as const;
          for (const variable of [
            bytes,
            logical(spare, spareRows),
            { ...logical(spare, spareRows), storage: 'uint8' } as const,
          ]) {
            const { matrix, values } = all(matFile([variable], layout));
            expect(values).toEqual([1, 0, 0, 1, 1, 1]);
            expect(matrix.values).toHaveLength(4);
          }
        }
    });
  }

  it('reads doubles that are no logical values as they are', () => {
    const tiny = { ...logical(0), logical: false, values: [5e-324, 7.7e-304, 2, -1] };
    expect(all(matFile([tiny])).values).toEqual([5e-324, 0, 0, 2, 7.7e-304, -1]);
    const short = { ...logical(0), logical: false, storage: 'uint8', valueType: 9 } as const;
    expect(caught(() => readMat(matFile([short]))).code).toBe('ILDL_DATA_FORMAT');
  });

  it('refuses entries that contradict the shape or each other', () => {
    const good = {
      name: 'm',
      class: 'sparse',
      dimensions: [3, 2],
      values: [1, 2],
      rowIndices: [0, 2],
      columnPointers: [0, 1, 2],
    } as const;
    expect(all(matFile([good])).values).toEqual([1, 0, 0, 0, 0, 2]);
    for (const wrong of [
      { rowIndices: [0, 3] },
      { rowIndices: [-1, 2] },
      { columnPointers: [0, 2, 1] },
      { columnPointers: [1, 1, 2] },
      { columnPointers: [0, 1] },
      { columnPointers: [0, 1, 3] },
      { columnPointers: [0, -1, 2] },
      { columnPointers: [0, 2, 2], rowIndices: [1, 1] },
      { dimensions: [-3, 2] },
    ]) {
      expect(caught(() => readMat(matFile([{ ...good, ...wrong }]))).code).toBe('ILDL_DATA_FORMAT');
    }
  });
});

describe('other variables', () => {
  const odd = [
    {
      name: 'c',
      class: 'cell',
      dimensions: [1, 1],
      values: [],
      body: matVariable({ name: '', values: [1] }),
    },
    { name: 's', class: 'struct', dimensions: [1, 1], values: [], body: Buffer.alloc(64, 1) },
    { name: 't', class: 'char', dimensions: [1, 3], values: [97, 98, 99], storage: 'uint16' },
    { name: 'z', complex: true, dimensions: [1, 1], values: [1] },
    { name: 'cube', dimensions: [2, 1, 1], values: [1, 2] },
    { name: 'table', class: 'opaque', values: [], body: Buffer.alloc(16, 2) },
  ] as const;

  for (const layout of layouts) {
    it(`lists what is no matrix of real numbers, and refuses it when asked for, ${JSON.stringify(layout)}`, () => {
      const file = matFile([...odd, { name: 'm', values: [1, 2] }], layout);
      const { matrices, contents } = readMat(file);
      expect([...matrices.keys()]).toEqual(['m']);
      expect(Object.fromEntries(contents)).toEqual({
        c: 'cell 1 × 1',
        s: 'struct 1 × 1',
        t: 'char 1 × 3',
        z: 'complex double 1 × 1',
        cube: 'double 2 × 1 × 1',
        table: 'opaque',
        m: 'double 2 × 1',
      });
      for (const { name } of odd) {
        const error = caught(() => readMat(file, { names: [name], file: 'x.mat' }));
        expect(error.code).toBe('ILDL_DATA_UNSUPPORTED');
        expect(error.message).toContain(`x.mat: the variable \`${name}\``);
      }
    });
  }

  it('reads a variable of any name without touching prototypes', () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const { matrices } = readMat(matFile(names.map((name) => ({ name, values: [1] }))));
    expect([...matrices.keys()]).toEqual(names);
    expect(({} as Record<string, unknown>).rows).toBeUndefined();
  });

  it.each(layouts)('takes the last of variables of one name, and does not read the others, %o', (layout) => {
    const broken = { class: 'double', dimensions: [2, 2], values: [1] } as const;
    const file = matFile(
      [
        { ...broken, name: 'm' },
        { ...broken, name: 'x' },
        { name: 'm', values: [1, 2, 3] },
        { ...broken, name: 'x' },
        { name: 'm', values: [4, 5] },
      ],
      layout,
    );
    const { matrices, contents } = readMat(file, { names: ['m'] });
    expect([...(matrices.get('m')?.values ?? [])]).toEqual([4, 5]);
    expect(contents.get('m')).toBe('double 2 × 1');
    expect(caught(() => readMat(file, { names: ['x'] })).code).toBe('ILDL_DATA_FORMAT');
  });

  it.each(layouts)('reads the types of parts that SciPy reads, %o', (layout) => {
    for (const [flagsType, dimensionsKind, nameType] of [
      [5, 'uint32', 16],
      [6, 'int32', 2],
      [13, 'uint32', 1],
    ] as const) {
      const of = { dimensions: [2, 1], values: [3, 4], flagsType, dimensionsKind, nameType };
      expect(all(matFile([{ ...of, name: 'm' }], layout)).values).toEqual([3, 4]);
    }
  });

  it('reads names in UTF-8, and in ISO 8859-1 where they are not', () => {
    const file = matFile([
      { name: 'größe', values: [1], nameEncoding: 'utf8', nameType: 16 },
      { name: '幅', values: [2], nameEncoding: 'utf8' },
      { name: 'höhe', values: [3], nameEncoding: 'latin1' },
    ]);
    expect([...readMat(file).matrices.keys()]).toEqual(['größe', '幅', 'höhe']);
  });
});

describe('other files', () => {
  it('says how to convert MATLAB 7.3 and MATLAB 4 files', () => {
    const text = Buffer.concat([Buffer.from('MATLAB 7.3 MAT-file, Platform: GLNXA64'), Buffer.alloc(600)]);
    const signature = Buffer.concat([Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), Buffer.alloc(600)]);
    const userBlock = Buffer.concat([matHeader(), Buffer.alloc(384), signature]);
    const version4 = Buffer.concat([
      writeNumbers([0, 1, 1, 0, 2], 'int32'),
      Buffer.from('m\0'),
      Buffer.alloc(8),
    ]);
    for (const [file, kind] of [
      [text, '7.3'],
      [signature, '7.3'],
      [userBlock, '7.3'],
      [version4, '4'],
    ] as const) {
      const error = caught(() => readMat(file, { file: 'x.mat' }));
      expect(error.code).toBe('ILDL_DATA_UNSUPPORTED');
      expect(error.message).toContain(`x.mat is a MATLAB ${kind}`);
      expect(error.message).toContain("save('file.mat', 'features', 'labels', '-v7')");
      expect(error.message).toContain('scipy.io.savemat');
    }
  });

  it('refuses what is no MATLAB file', () => {
    expect(caught(() => readMat(Buffer.alloc(500, 'x'))).code).toBe('ILDL_DATA_FORMAT');
    expect(caught(() => readMat(Buffer.from('MATLAB 5.0'))).code).toBe('ILDL_DATA_TRUNCATED');
    const version = matHeader();
    version[125] = 9;
    expect(caught(() => readMat(version)).code).toBe('ILDL_DATA_FORMAT');
  });
});

describe('hostile files', () => {
  const huge = 2 ** 31 - 1;

  it('never allocates what only dimensions announce', () => {
    const wide = matFile([{ name: 'm', dimensions: [huge, huge], values: [1] }]);
    expect(caught(() => readMat(wide)).code).toBe('ILDL_DATA_FORMAT');
    const sparse = { name: 'm', class: 'sparse', values: [], rowIndices: [] } as const;
    const tall = matFile([{ ...sparse, dimensions: [huge, 1], columnPointers: [0, 0] }]);
    expect(caught(() => readMat(tall)).code).toBe('ILDL_DATA_LIMIT');
    const broad = matFile([{ ...sparse, dimensions: [1, huge], columnPointers: [0, 0] }]);
    expect(caught(() => readMat(broad)).code).toBe('ILDL_DATA_FORMAT');
  });

  it('reads or refuses empty matrices of any announced size at once', () => {
    const dense = (dimensions: number[]) => ({ dimensions, values: [], dimensionsKind: 'uint32' }) as const;
    const file = matFile([
      ...Array.from({ length: 2000 }, (_, k) => ({ ...dense([0, 2 ** 32 - 1]), name: `d${k}` })),
      ...Array.from({ length: 2000 }, (_, k) => ({
        ...dense([2 ** 32 - 1, 0]),
        class: 'sparse' as const,
        columnPointers: [0],
        name: `s${k}`,
      })),
    ]);
    const start = performance.now();
    const { matrices } = readMat(file, { maxBytes: 2 ** 20 });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(matrices.get('d0')).toMatchObject({ rows: 0, columns: 2 ** 32 - 1 });
    expect(matrices.get('s0')).toMatchObject({ rows: 2 ** 32 - 1, columns: 0 });
    const one = { ...dense([2 ** 27, 1]), class: 'sparse', name: 'one' } as const;
    const almost = { ...one, values: [1], rowIndices: [7], columnPointers: [0, 1] };
    expect(caught(() => readMat(matFile([almost]))).message).toContain('134217728 rows for 1 values');
  });

  it('looks at many compressed variables without inflating them', () => {
    const bomb = deflateSync(matVariable({ name: 'x', values: new Float64Array(2 ** 20) }));
    const one = Buffer.concat([writeNumbers([15, bomb.length], 'uint32'), bomb]);
    const file = Buffer.concat([
      matFile([{ name: 'm', values: [1] }]),
      ...Array.from({ length: 300 }, () => one),
    ]);
    const start = performance.now();
    expect(readMat(file, { names: ['m'], maxBytes: 2 ** 16 }).contents.get('x')).toBe('double 1048576 × 1');
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('stays below the limit', () => {
    const file = matFile([{ name: 'm', dimensions: [10, 10], values: Array(100).fill(1), storage: 'uint8' }]);
    expect(caught(() => readMat(file, { maxBytes: 799 })).code).toBe('ILDL_DATA_LIMIT');
    expect(readMat(file, { maxBytes: 800 }).matrices.size).toBe(1);
    expect(caught(() => readMat(file, { maxBytes: 0 })).code).toBe('ILDL_DATA_OPTION');
  });

  const packed = (plain: Uint8Array) => {
    const data = deflateSync(plain);
    return Buffer.concat([matHeader(), writeNumbers([15, data.length], 'uint32'), data]);
  };

  it('stops a compression bomb', () => {
    const bomb = Buffer.alloc(64 * 2 ** 20);
    bomb.set(matVariable({ name: 'm', values: [1] }));
    // It announces the size of the small variable.
    expect(caught(() => readMat(packed(bomb))).code).toBe('ILDL_DATA_FORMAT');
    bomb.set(writeNumbers([14, bomb.length - 8], 'uint32'));
    expect(caught(() => readMat(packed(bomb), { maxBytes: 2 ** 20 })).code).toBe('ILDL_DATA_LIMIT');
    // One that nobody asked for is not even inflated.
    expect(readMat(packed(bomb), { maxBytes: 2 ** 20, names: ['other'] }).contents.get('m')).toBe(
      'double 1 × 1',
    );
  });

  it('refuses compressed data that is no matrix, short or damaged', () => {
    const variable = matVariable({ name: 'm', values: [1, 2, 3] });
    expect(caught(() => readMat(packed(Buffer.from('no matrix at all')))).code).toBe('ILDL_DATA_FORMAT');
    expect(caught(() => readMat(packed(variable.subarray(0, -8)))).code).toBe('ILDL_DATA_TRUNCATED');
    const data = deflateSync(variable);
    const cut = Buffer.concat([
      matHeader(),
      writeNumbers([15, data.length - 6], 'uint32'),
      data.subarray(0, -6),
    ]);
    expect(caught(() => readMat(cut)).code).toBe('ILDL_DATA_TRUNCATED');
    const flipped = packed(variable);
    flipped[flipped.length - 1] = (flipped.at(-1) as number) ^ 1;
    expect(caught(() => readMat(flipped)).code).toBe('ILDL_DATA_FORMAT');
  });

  it('keeps control characters and long names out of messages', () => {
    const name = `\x1b[2J${'n'.repeat(1000)}`;
    const file = matFile([{ name, class: 'char', dimensions: [1, 1], values: [1] }]);
    const { message } = caught(() => readMat(file, { names: [name] }));
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message.length).toBeLessThan(200);
  });

  it.each(layouts)(
    'gives a typed error or the variables before the cut for every truncation, %o',
    (layout) => {
      const variables = [
        { name: 'features', dimensions: [2, 2], values: [1, 2, 3, 4] },
        {
          name: 's',
          class: 'sparse',
          dimensions: [2, 1],
          values: [1],
          rowIndices: [1],
          columnPointers: [0, 1],
        },
      ] as const;
      const file = matFile(variables, layout);
      const boundaries = [128, matFile(variables.slice(0, 1), layout).length];
      for (let size = 0; size < file.length; size++) {
        if (boundaries.includes(size))
          expect(readMat(file.subarray(0, size)).matrices.size).toBe(boundaries.indexOf(size));
        else expect(caught(() => readMat(file.subarray(0, size))).code).toBe('ILDL_DATA_TRUNCATED');
      }
    },
  );
});
