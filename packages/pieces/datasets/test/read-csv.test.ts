import { readCsv } from '@ildl/datasets';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caught } from './caught.js';

const bytes = (text: string) => Buffer.from(text);

describe('tables', () => {
  it('reads numbers back, with any line end and with quotes', () => {
    const table = fc.integer({ min: 2, max: 6 }).chain((width) =>
      fc.record({
        rows: fc.array(fc.array(fc.double(), { minLength: width, maxLength: width }), {
          minLength: 1,
          maxLength: 100,
        }),
        labels: fc.integer({ min: 1, max: width - 1 }),
        end: fc.constantFrom('\n', '\r\n'),
        quote: fc.constantFrom('', '"'),
        last: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(table, ({ rows, labels, end, quote, last }) => {
        const text = rows
          .map((row) =>
            row.map((value) => `${quote}${Object.is(value, -0) ? '-0' : value}${quote}`).join(','),
          )
          .join(end);
        const read = readCsv(bytes(text + (last ? end : '')), { labels });
        expect(Array.from(read.features.values)).toEqual(rows.flatMap((row) => row.slice(0, -labels)));
        expect(Array.from(read.labels.values)).toEqual(rows.flatMap((row) => row.slice(-labels)));
        expect([read.features.rows, read.labels.columns]).toEqual([rows.length, labels]);
        expect([read.featureNames, read.labelNames]).toEqual([undefined, undefined]);
      }),
      { numRuns: 100 },
    );
  });

  const text = '\ufefflabel: sad,"x, first",label:glad,y\n0.25, 1e2 ,.75,-3.\n\n1,+0,0,4\n';

  it('takes label columns by prefix, names or number', () => {
    const byPrefix = readCsv(bytes(text));
    expect(byPrefix).toMatchObject({ featureNames: ['x, first', 'y'], labelNames: ['sad', 'glad'] });
    expect(Array.from(byPrefix.features.values)).toEqual([100, -3, 0, 4]);
    expect(Array.from(byPrefix.labels.values)).toEqual([0.25, 0.75, 1, 0]);
    const byNames = readCsv(bytes(text), { labels: ['y', 'x, first'] });
    expect(byNames).toMatchObject({
      labelNames: ['x, first', 'y'],
      featureNames: ['label: sad', 'label:glad'],
    });
    expect(readCsv(bytes(text), { labels: 1 })).toMatchObject({ labelNames: ['y'] });
    expect(readCsv(bytes(text), { labelPrefix: 'x' })).toMatchObject({ labelNames: [', first'] });
  });

  it('takes features only where asked', () => {
    const { features, labels, featureNames } = readCsv(bytes('a\n1\n2\n'), { labels: 0 });
    expect([Array.from(features.values), labels.columns, featureNames]).toEqual([[1, 2], 0, ['a']]);
  });

  it('takes a header of numbers, and other delimiters', () => {
    const years = bytes('2001;2002\n1;2\n');
    expect(readCsv(years, { labels: 1, delimiter: ';' }).labels.rows).toBe(2);
    const headed = readCsv(years, { labels: ['2002'], delimiter: ';', header: true });
    expect([headed.labels.rows, headed.labelNames]).toEqual([1, ['2002']]);
  });

  it('reads what is not finite as such, for the check that follows', () => {
    const { features } = readCsv(bytes('nan,0\nNaN,0\ninf,0\n-Infinity,0\n'), { labels: 1 });
    expect(Array.from(features.values)).toEqual([
      Number.NaN,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });
});

const rows = [
  [0.5, -1, 2.25, 0.25, 0.75, 0],
  [1.5, 3, -0.5, 1, 0, 0],
  [-2, 0.125, 4, 0.5, 0.25, 0.25],
  [7, 8.5, 9, 0, 0, 1],
];
const names = 'f1,f2,f3,label:a,label:b,label:c';
const lines = (row: (cells: string, k: number) => string) =>
  rows.map((cells, k) => `${row(cells.join(','), k)}\n`).join('');
const plain = lines((cells) => cells);
/** The three features and three labels, whatever stands around them. */
const expectRows = (table: string | Uint8Array, options: Parameters<typeof readCsv>[1] = {}) => {
  const read = readCsv(typeof table === 'string' ? bytes(table) : table, options);
  expect([...read.features.values]).toEqual(rows.flatMap((row) => row.slice(0, 3)));
  expect([...read.labels.values]).toEqual(rows.flatMap((row) => row.slice(3)));
  return read;
};

describe('an index', () => {
  it.each([
    ['pandas', `,${names}\n${lines((cells, k) => `${k},${cells}`)}`, 1],
    ['pandas, of some rows', `,${names}\n${lines((cells, k) => `${[7, 3, 12, 5][k]},${cells}`)}`, 1],
    ['pandas, of texts', `,${names}\n${lines((cells, k) => `person ${k},${cells}`)}`, 1],
    ['pandas, written again', `Unnamed: 0,${names}\n${lines((cells, k) => `${k},${cells}`)}`, 1],
    ['pandas, twice', `,Unnamed: 0,${names}\n${lines((cells, k) => `${k},${k},${cells}`)}`, 2],
    [
      'pandas, three times',
      `Unnamed: 0.1,Unnamed: 0,...3,${names}\n${lines((cells, k) => `${k},${k},${k},${cells}`)}`,
      3,
    ],
    ['R write.csv', `"",${names}\n${lines((cells, k) => `"${k + 1}",${cells}`)}`, 1],
    ['R write.table', `${names}\n${lines((cells, k) => `"${k + 1}",${cells}`)}`, 1],
    ['R write.table, of texts', `${names}\n${lines((cells, k) => `"Mazda ${k}",${cells}`)}`, 1],
  ])('without a name is left out: %s', (_, table, count) => {
    const { featureNames, notes } = expectRows(table, { file: 'x.csv' });
    expect(featureNames).toEqual(['f1', 'f2', 'f3']);
    expect(notes).toEqual([
      expect.stringContaining(count === 1 ? 'the first column has no name' : `the first ${count} columns`),
    ]);
    expectRows(table, { labels: 3 });
    const { features } = readCsv(bytes(table), { labels: 0 });
    expect([features.columns, features.values[0]]).toEqual([6, 0.5]);
  });

  it('with a name is left out where it counts the rows', () => {
    for (const name of ['index', 'ID', 'row.names', 'row_id'])
      for (const begin of [0, 1]) {
        const table = `${name},${names}\n${lines((cells, k) => `${k + begin},${cells}`)}`;
        const { featureNames, notes } = expectRows(table);
        expect(featureNames).toEqual(['f1', 'f2', 'f3']);
        expect(notes[0]).toContain(`\`${name}\` counts the rows from ${begin} to ${begin + 3}`);
      }
    const other = readCsv(`id,${names}\n${lines((cells, k) => `${2 * k},${cells}`)}`);
    expect([other.features.columns, other.notes]).toEqual([4, []]);
  });

  it('of another name is noted, and one without any header refused', () => {
    const time = readCsv(`X,${names}\n${lines((cells, k) => `${k + 1},${cells}`)}`);
    expect([time.features.columns, time.notes.length]).toEqual([4, 1]);
    expect(time.notes[0]).toContain('the feature `X` counts the rows from 1 to 4');
    const bare = lines((cells, k) => `${k},${cells}`);
    for (const header of [undefined, false])
      expect(
        caught(() => readCsv(bare, { labels: 3, ...(header === undefined ? {} : { header }) })).message,
      ).toContain('its first column counts the rows from 0 to 3');
    expect(readCsv('1,5\n2,5\n3,6\n', { labels: 0 }).features.columns).toBe(2);
  });

  it('does not stand within the table', () => {
    for (const head of ['f1,,f3', 'f1,Unnamed: 1,f3']) {
      const error = caught(() => readCsv(`${names.replace('f1,f2,f3', head)}\n${plain}`));
      expect([error.code, error.message]).toEqual([
        'ILDL_DATA_FORMAT',
        expect.stringContaining('column 2 of 6 has no name, after `f1`'),
      ]);
    }
  });
});

describe('a header', () => {
  it.each([
    ['0,1,2,3,4,5', 'pandas'],
    ['1,2,3,4,5,6', 'from 1'],
    ['0,1,2,0,1,2', 'two tables beside each other'],
    ['0,1,2,0.1,1.1,2.1', 'such two read again'],
    ['400,410,420,430,440,450', 'wavelengths'],
    ['2001,2002,2003,2004,2005,2006', 'years'],
  ])('may be numbers: %s, %s', (header) => {
    const { notes, featureNames } = expectRows(`${header}\n${plain}`, { labels: 3 });
    expect(featureNames).toEqual(header.split(',').slice(0, 3));
    expect(notes).toEqual([expect.stringContaining('was taken for a header; give header: false')]);
    expectRows(`${header}\n${plain}`, { labels: 3, header: true });
    expectRows(`,${header}\n${lines((cells, k) => `${k},${cells}`)}`, { labels: 3 });
    const data = readCsv(`${header}\n${plain}`, { labels: 3, header: false });
    expect([data.features.rows, data.notes]).toEqual([5, []]);
  });

  it('may hold numbers among names, behind an index', () => {
    const head = names.replace('f2', '2001');
    expect(expectRows(`,${head}\n${lines((cells, k) => `${k},${cells}`)}`).featureNames).toEqual([
      'f1',
      '2001',
      'f3',
    ]);
    expectRows(`${head}\n${plain}`);
  });

  it('of numbers is refused where it may be a row', () => {
    for (const table of ['0,1,2\n3,4,5\n', '0,1,2\n', '0,1,2,3\n1,2,2,1\n'])
      for (const labels of [0, 2]) {
        const error = caught(() => readCsv(table, { labels }));
        expect(error.message).toContain('may be a header or a row; give header: true or header: false');
      }
    expect(readCsv('0,1,2\n3,4,5\n', { labels: 0, header: false }).features.rows).toBe(2);
    expect(readCsv('0,1,2\n3,4,5\n', { labels: 0, header: true }).features.rows).toBe(1);
    expect(readCsv('1,2,3\n4,5,6\n', { labels: 0 }).features.rows).toBe(2);
    expect(readCsv('0,1,2\n3,4,5\n', { labels: ['1', '2'] }).features.rows).toBe(1);
  });

  it.each([
    ['0.5,NA,1,0.5,0.5,0', 'ILDL_DATA_FORMAT', 'line 1, column 2 holds `NA`'],
    ['0.5,,1,0.5,0.5,0', 'ILDL_DATA_NAN', 'line 1, column 2 is empty'],
    [',2,7,1,0,0', 'ILDL_DATA_NAN', 'line 1, column 1 is empty'],
    [',1,1,0.5,0.5,0', 'ILDL_DATA_NAN', 'line 1, column 1 is empty'],
    ['1,-,3,1,0,0', 'ILDL_DATA_FORMAT', 'line 1, column 2 holds `-`'],
    ['one,2,3,1,0,0', 'ILDL_DATA_FORMAT', 'line 1, column 1 holds `one`'],
    ['"0,5",2.5,3,1,0,0', 'ILDL_DATA_FORMAT', 'line 1, column 1 holds `0,5`'],
  ])('is not a row with a gap: %s', (first, code, part) => {
    const error = caught(() => readCsv(`${first}\n${plain}`, { labels: 3 }));
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(part)]);
    expect(error.message).toContain('give header: true');
  });

  it('may stand behind `#`, and comments above it', () => {
    for (const head of [
      `# ${names}`,
      `#${names}`,
      `# written by me, in May\n# ${names}`,
      `# a table\n${names}`,
      `sep=,\n${names}`,
      `\n# ${names}\n`,
    ]) {
      const { featureNames, labelNames, notes } = expectRows(`${head}\n${plain}`);
      expect([featureNames, labelNames, notes]).toEqual([['f1', 'f2', 'f3'], ['a', 'b', 'c'], []]);
    }
    const label = readCsv('# label:a,x,label:b\n0.5,1,0.5\n');
    expect([label.labelNames, label.featureNames]).toEqual([['a', 'b'], ['x']]);
    expectRows(`# 0,1,2,3,4,5\n${plain}`, { labels: 3 });
    expectRows(`# a table\n${plain}`, { labels: 3 });
    expectRows(`# ${names}\n${plain}`, { labels: 3, header: false });
    expect(caught(() => readCsv(`${names}\n# late,2,3,1,0,0\n`)).message).toContain('`# late`');
  });

  it('shows its last names too where there are many', () => {
    const many = [...Array.from({ length: 60 }, (_, k) => `x${k}`), 'joy', 'anger'];
    const { message } = caught(() => readCsv(`${many.join(',')}\n${many.map(() => 1).join(',')}\n`));
    expect(message).toContain('`x0`');
    expect(message).toContain('`joy`, `anger`');
    expect(message).not.toContain('`x30`');
  });

  it('has no label that is nearly marked, and no control characters', () => {
    for (const name of ['Label:b', 'LABEL: b', 'label :b', ' label\u00a0:b'])
      expect(caught(() => readCsv(`${names.replace('label:b', name)}\n${plain}`)).message).toContain(
        'is no label as labels begin with `label:`',
      );
    const error = caught(() => readCsv(`${names.replace('f2', '\x1b[31mf2')}\n${plain}`));
    expect(error.message).toContain('`?[31mf2` of column 2 holds control characters');
  });
});

describe('empty cells at the end', () => {
  it.each([
    ['of all lines', `${names},\n${lines((cells) => `${cells},`)}`],
    ['of the header', `${names},\n${plain}`],
    ['of the rows', `${names}\n${lines((cells) => `${cells},`)}`],
    ['of some rows', `${names}\n${lines((cells, k) => cells + ','.repeat(k))}`],
    ['of a spreadsheet', `${names},,,\n${lines((cells) => `${cells}, ,"",`)}`],
  ])('do not count: %s', (_, table) => {
    expectRows(table);
    expectRows(table, { labels: 3 });
  });

  it('do not count without a header, and what is not empty does', () => {
    expectRows(
      lines((cells) => `${cells},`),
      { labels: 3 },
    );
    const error = caught(() => readCsv(`${names},\n${plain}${plain.trim()},9\n`, { file: 'x.csv' }));
    expect(error.message).toMatch(/^x\.csv: line 9 has 7 cells, but the header 6; /);
    expect(caught(() => readCsv(`${names}\n1,2,3,1,0,\n`)).message).toContain('`label:c` is empty');
    expect(caught(() => readCsv(`${names}\n5,1,2,3,1,0,0\n`)).message).toContain('one more than the header');
  });
});

describe('text', () => {
  it('is UTF-8, with any number of byte order marks', () => {
    for (const marks of ['\ufeff', '\ufeff\ufeff']) {
      expect(expectRows(`${marks}${names}\n${plain}`).featureNames?.[0]).toBe('f1');
      expect(readCsv(`${marks}label:a,x,label:b\n0.5,1,0.5\n`).labelNames).toEqual(['a', 'b']);
    }
    const latin = Buffer.from(`${names}\n${plain}`.replace('f3', 'größe'), 'latin1');
    const late = Buffer.from(`${names}\n${plain}caf\xe9,2,3,1,0,0\n`, 'latin1');
    const wide = Buffer.from(`${names}\n${plain}`, 'utf16le');
    for (const [file, part] of [
      [latin, 'line 1 holds bytes that are not UTF-8'],
      [late, 'line 6 holds bytes that are not UTF-8'],
      [wide, 'NUL'],
    ] as const) {
      const error = caught(() => readCsv(file));
      expect([error.code, error.message]).toEqual(['ILDL_DATA_FORMAT', expect.stringContaining(part)]);
    }
  });
});

describe('refusals', () => {
  it.each([
    ['a ragged row', 'a,label:b\n1,2\n1,2,3\n', {}, 'ILDL_DATA_FORMAT', 'line 3'],
    ['a short row', 'a,label:b\n1\n', {}, 'ILDL_DATA_FORMAT', 'line 2'],
    ['a quote that does not end', 'a,label:b\n1,"2\n', {}, 'ILDL_DATA_FORMAT', 'x.csv'],
    ['a word', 'a,label:b\n1,2\n1,two\n', {}, 'ILDL_DATA_FORMAT', 'line 3, column `label:b` holds `two`'],
    ['a decimal comma', 'a,label:b\n1,"0,5"\n', {}, 'ILDL_DATA_FORMAT', 'decimal point'],
    ['hexadecimal', 'a,label:b\n1,0x10\n', {}, 'ILDL_DATA_FORMAT', '0x10'],
    ['an empty cell', '1,2\n,2\n', { labels: 1 }, 'ILDL_DATA_NAN', 'line 2, column 1 is empty'],
    ['no text', '\n\n', {}, 'ILDL_DATA_EMPTY', 'x.csv'],
    ['one column', 'a;label:b\n1;2\n', {}, 'ILDL_DATA_FORMAT', 'delimiter'],
    ['no header and no labels', '1,2\n', {}, 'ILDL_DATA_VARIABLE', 'labels'],
    ['no label column', 'a,b\n1,2\n', {}, 'ILDL_DATA_VARIABLE', '`a`, `b`'],
    ['an unknown label', 'a,b\n1,2\n', { labels: ['c'] }, 'ILDL_DATA_VARIABLE', 'no column `c`'],
    [
      'a label that is there twice',
      'a,b,b\n1,2,3\n',
      { labels: ['b'] },
      'ILDL_DATA_VARIABLE',
      '2 columns `b`',
    ],
    ['too many labels', '1,2\n', { labels: 2 }, 'ILDL_DATA_OPTION', 'from 1 to 1'],
    ['a negative number of labels', '1,2\n', { labels: -1 }, 'ILDL_DATA_OPTION', 'from 1 to 1'],
  ] as const)('refuses %s', (_, text, options, code, part) => {
    const error = caught(() => readCsv(bytes(text), { ...options, file: 'x.csv' }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(part);
  });

  it('stays below the limit and stops a row without end', () => {
    const many = bytes('1,2\n'.repeat(100_000));
    expect(caught(() => readCsv(many, { labels: 1, maxBytes: 2 ** 20 })).code).toBe('ILDL_DATA_LIMIT');
    const endless = bytes(`"${'a,'.repeat(2 ** 20 + 1)}`);
    expect(caught(() => readCsv(endless, { labels: 1 })).code).toBe('ILDL_DATA_LIMIT');
  });
});
