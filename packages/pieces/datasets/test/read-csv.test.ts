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
