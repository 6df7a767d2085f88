import { type CsrMatrix, checkDataset, hashDataset, type Matrix, repeatedRows, rowsOf } from '@ildl/datasets';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caught } from './caught.js';
import { csr, dense } from './dense.js';

const features = dense([
  [1, 0],
  [0, 2],
]);
const labels = dense([
  [0.25, 0.75],
  [1, 0],
]);
const good = { name: 'mine', features, labels };

describe('checkDataset', () => {
  it('keeps what is within tolerance, bit for bit', () => {
    const off = dense([
      [0.25, 0.75009],
      [0.9999099, 0],
    ]);
    const dataset = checkDataset({ ...good, labels: off }, { normalize: true });
    expect(dataset.labels.values).toEqual(off.values);
    expect(dataset.labels.values).not.toBe(off.values);
    expect(dataset).not.toHaveProperty('normalizedRows');
    expect(dataset.features).toBe(features);
  });

  it('makes sparse labels dense', () => {
    const sparse = csr([
      [0.25, 0.75],
      [1, 0],
    ]);
    expect(checkDataset({ ...good, labels: sparse }).labels).toEqual(labels);
  });

  it('normalizes rows that are off, only these, and says how many', () => {
    const raw = dense([
      [1, 3],
      [0.25, 0.75],
    ]);
    const dataset = checkDataset({ ...good, labels: raw }, { normalize: true });
    expect(Array.from(dataset.labels.values)).toEqual([0.25, 0.75, 0.25, 0.75]);
    expect([dataset.normalizedRows, dataset.largestCorrection]).toEqual([1, 3]);
    expect(Array.from(raw.values)).toEqual([1, 3, 0.25, 0.75]);
  });

  const sparse = csr([
    [1, 0, 2],
    [0, 3, 0],
  ]);
  const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
  it.each<
    [
      string,
      { features?: Matrix; labels?: Matrix; labelNames?: string[]; normalize?: boolean },
      string,
      string,
    ]
  >([
    ['different rows', { features: dense([[1]]) }, 'ILDL_DATA_ROWS', '1 rows but labels 2'],
    ['no rows', { features: dense([], 2), labels: dense([], 2) }, 'ILDL_DATA_EMPTY', 'no rows'],
    ['no features', { features: dense([[], []]) }, 'ILDL_DATA_EMPTY', 'no features'],
    ['one label', { labels: dense([[1], [1]]) }, 'ILDL_DATA_ONE_LABEL', '1 label'],
    ['no labels', { labels: dense([[], []]) }, 'ILDL_DATA_ONE_LABEL', '0 label'],
    [
      'NaN in the features',
      {
        features: dense([
          [1, 2],
          [3, nan],
        ]),
      },
      'ILDL_DATA_NAN',
      'row 2 of the features, column 2, is NaN',
    ],
    ['infinity in the features', { features: dense([[infinity], [3]]) }, 'ILDL_DATA_NAN', 'is Infinity'],
    [
      'NaN in sparse features',
      {
        features: csr([
          [0, 0, 0],
          [0, nan, 2],
        ]),
      },
      'ILDL_DATA_NAN',
      'row 2 of the features, column 2',
    ],
    [
      'NaN in the labels',
      {
        labels: dense([
          [0, 1],
          [nan, 1],
        ]),
      },
      'ILDL_DATA_NAN',
      'row 2 of the labels, column 1',
    ],
    [
      'a negative degree',
      {
        labels: dense([
          [0, 1],
          [1.5, -0.5],
        ]),
      },
      'ILDL_DATA_NEGATIVE',
      'row 2 has the negative degree -0.5 for label 2',
    ],
    [
      'a negative degree to normalize',
      {
        labels: dense([
          [0, 1],
          [2, -1],
        ]),
        normalize: true,
      },
      'ILDL_DATA_NEGATIVE',
      '-1',
    ],
    [
      'a sum above tolerance',
      {
        labels: dense([
          [0, 1],
          [0.5, 0.5002],
        ]),
      },
      'ILDL_DATA_LABEL_SUM',
      'row 2 of the labels sums to 1.0002',
    ],
    [
      'a sum below tolerance',
      {
        labels: dense([
          [0, 0.9998],
          [0, 1],
        ]),
      },
      'ILDL_DATA_LABEL_SUM',
      'normalize: true',
    ],
    [
      'a sum of 0',
      {
        labels: dense([
          [0, 0],
          [0, 1],
        ]),
        normalize: true,
      },
      'ILDL_DATA_LABEL_SUM',
      'sums to 0',
    ],
    [
      'a sum beyond float64',
      {
        labels: dense([
          [1e308, 1e308],
          [0, 1],
        ]),
        normalize: true,
      },
      'ILDL_DATA_LABEL_SUM',
      'Infinity',
    ],
    ['too few label names', { labelNames: ['a'] }, 'ILDL_DATA_FORMAT', '2 labels but 1 label names'],
    [
      'too few values',
      { features: { ...features, values: new Float64Array(3) } },
      'ILDL_DATA_FORMAT',
      '3 values',
    ],
    [
      'short row pointers',
      { features: { ...sparse, rowPointers: Int32Array.of(0, 3) } },
      'ILDL_DATA_FORMAT',
      'row pointers',
    ],
    [
      'row pointers that descend',
      { features: { ...sparse, rowPointers: Int32Array.of(0, 4, 3) } },
      'ILDL_DATA_FORMAT',
      'row 1',
    ],
    [
      'columns out of order',
      { features: { ...sparse, columnIndices: Int32Array.of(2, 0, 1) } },
      'ILDL_DATA_FORMAT',
      'row 1',
    ],
    [
      'columns out of range',
      { features: { ...sparse, columnIndices: Int32Array.of(0, 3, 1) } },
      'ILDL_DATA_FORMAT',
      'row 1',
    ],
  ])('refuses %s', (_, { normalize = false, ...wrong }, code, part) => {
    const error = caught(() => checkDataset({ ...good, ...wrong }, { normalize }));
    expect(error.code).toBe(code);
    expect(error.message).toContain('Dataset mine: ');
    expect(error.message).toContain(part);
  });

  it('does not make huge sparse labels dense', () => {
    const wide: CsrMatrix = { ...csr([[0], [0]]), columns: 2 ** 31 };
    expect(caught(() => checkDataset({ ...good, labels: wide })).code).toBe('ILDL_DATA_LIMIT');
  });
});

describe('what is odd', () => {
  const three = [
    [1, 0, 2],
    [0, 0, 3],
    [1, 0, 2],
  ];
  const y = [
    [0.25, 0.75],
    [1, 0],
    [0.25, 0.75],
  ];

  it('is recorded of what normalize changed: the rows and the largest difference of a sum from 1', () => {
    const percent = dense([
      [20, 80],
      [0.5, 0.5],
      [0.4, 0.4],
    ]);
    const { normalizedRows, largestCorrection } = checkDataset(
      { ...good, features: dense(three), labels: percent },
      { normalize: true },
    );
    expect([normalizedRows, largestCorrection]).toEqual([2, 99]);
    expect(checkDataset(good, { normalize: true })).not.toHaveProperty('largestCorrection');
  });

  it('is nothing about a usual dataset', () => {
    expect(checkDataset(good)).not.toHaveProperty('notes');
  });

  it('notes rows that repeat others, dense or sparse', () => {
    for (const features of [dense(three), csr(three)]) {
      expect([...repeatedRows(features)]).toEqual([0, 1, 0]);
      expect(checkDataset({ ...good, features, labels: dense(y) }).notes).toEqual([
        'Dataset mine: 1 row of 3 repeats the features and labels of a row before, such as row 3 those of row 1, so that folds may test on rows that they train on; remove what is there twice by mistake.',
      ]);
    }
    const other = checkDataset({
      ...good,
      features: dense([[1], [1], [1]]),
      labels: dense([
        [0.5, 0.5],
        [0.25, 0.75],
        [0.5, 0.5],
      ]),
    });
    expect(other.notes?.[0]).toContain('2 rows of 3 repeat the features (1 also the labels)');
  });

  it('finds repeated rows as comparing all of them does', () => {
    const drawn = fc.integer({ min: 1, max: 3 }).chain((columns) =>
      fc.array(fc.array(fc.constantFrom(0, -0, 1, -1, 1e300), { minLength: columns, maxLength: columns }), {
        minLength: 1,
        maxLength: 30,
      }),
    );
    fc.assert(
      fc.property(drawn, (rows) => {
        const first = rows.map((row) =>
          rows.findIndex((other) => other.every((value, column) => value === row[column])),
        );
        expect([...repeatedRows(dense(rows))]).toEqual(first);
        expect([...repeatedRows(csr(rows))]).toEqual(first);
      }),
    );
  });

  it('notes labels without mass, by their names', () => {
    const labels = dense([
      [0, 1, 0],
      [0, 1, 0],
    ]);
    expect(checkDataset({ ...good, labels, labelNames: ['joy', 'awe', 'f\x1bear'] }).notes?.[0]).toBe(
      'Dataset mine: no row has the labels 1 (`joy`), 3 (`f?ear`), so that nothing can be learned about them; check the label columns.',
    );
  });

  it('asks whether matrices are transposed', () => {
    const wide = (rows: number, columns: number) =>
      dense(Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => i + j * j)));
    const distribution = (rows: number, columns: number) =>
      dense(Array.from({ length: rows }, () => Array(columns).fill(1 / columns)));
    for (const [features, labels, part] of [
      [wide(4, 9), distribution(9, 3), 'are the features transposed?'],
      [wide(9, 4), distribution(3, 9), 'are the labels transposed?'],
      [wide(4, 9), distribution(3, 9), 'are both transposed?'],
    ] as const) {
      const error = caught(() => checkDataset({ name: 'mine', features, labels }));
      expect([error.code, error.message]).toEqual(['ILDL_DATA_ROWS', expect.stringContaining(part)]);
    }
    const plain = caught(() =>
      checkDataset({ name: 'mine', features: wide(4, 9), labels: distribution(5, 3) }),
    );
    expect(plain.message).not.toContain('transposed');

    const columns = dense([
      [0.5, 0, 0.5],
      [0.5, 0.75, 0],
      [0, 0.25, 0.5],
    ]);
    for (const normalize of [true, false]) {
      const error = caught(() =>
        checkDataset({ name: 'mine', features: wide(3, 2), labels: columns }, { normalize }),
      );
      expect([error.code, error.message]).toEqual([
        'ILDL_DATA_LABEL_SUM',
        expect.stringContaining('every column sums to 1: are the labels transposed?'),
      ]);
    }
    const labels = distribution(3, 9);
    expect(checkDataset({ name: 'mine', features: wide(3, 2), labels }).notes?.[0]).toContain(
      'look transposed',
    );
  });
});

describe('hashDataset', () => {
  const value = fc.oneof(fc.constantFrom(0, -0), fc.float({ noNaN: true, noDefaultInfinity: true }));
  const rows = fc
    .integer({ min: 1, max: 5 })
    .chain((columns) =>
      fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 5 }),
    );

  it('is equal for equal data, dense or sparse', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const matrix = dense(drawn);
        const hash = hashDataset(matrix, labels);
        expect(hash).toMatch(/^[0-9a-f]{64}$/);
        expect(hashDataset(csr(drawn), labels)).toBe(hash);
      }),
    );
  });

  it('differs for any other value, shape or order', () => {
    const base = dense([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const others: [Matrix, Matrix][] = [
      [base, labels],
      [labels, base],
      [{ ...base, rows: 3, columns: 2 }, labels],
      [{ ...base, values: Float64Array.of(1, 2, 3, 4, 5, 6 + 2e-15) }, labels],
      [dense([[1, 2, 3, 4, 5, 6]]), labels],
      [dense([[0, 2, 3, 4, 5, 6]]), labels],
      [dense([[2, 0, 3, 4, 5, 6]]), labels],
    ];
    expect(new Set(others.map(([x, y]) => hashDataset(x, y))).size).toBe(others.length);
  });

  it('stays what it is', () => {
    // Results on disk are named by it.
    expect(hashDataset(features, labels)).toBe(
      'e4433cc72657c694f264ec1effdf4655a5aff5fb08d55b4255c9bd620a34fe87',
    );
  });
});

describe('rowsOf', () => {
  it('takes rows in the given order from either kind', () => {
    const rows = [
      [1, 0, 2],
      [0, 0, 0],
      [0, 3, 0],
    ];
    for (const matrix of [dense(rows), csr(rows)]) {
      expect(rowsOf(matrix, [2, 0, 2])).toEqual(
        dense([
          [0, 3, 0],
          [1, 0, 2],
          [0, 3, 0],
        ]),
      );
      expect(rowsOf(matrix, [])).toEqual(dense([], 3));
      for (const row of [-1, 3, 0.5, Number.NaN]) {
        expect(caught(() => rowsOf(matrix, [0, row])).code).toBe('ILDL_DATA_OPTION');
      }
    }
  });
});
