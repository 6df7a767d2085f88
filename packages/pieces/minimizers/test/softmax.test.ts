import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { softmaxRows, throughSoftmax } from '../src/index.js';

/** The softmax as it is defined, with the exponential of the engine. */
const plainSoftmax = (z: Float64Array, columns: number): Float64Array => {
  const p = z.slice();
  for (let from = 0; from < z.length; from += columns) {
    const row = p.subarray(from, from + columns);
    const largest = Math.max(...row);
    row.set(row.map((value) => Math.exp(value - largest)));
    const sum = row.reduce((total, value) => total + value, 0);
    row.set(row.map((value) => value / sum));
  }
  return p;
};

const plainThrough = (p: Float64Array, gradient: Float64Array, columns: number): Float64Array =>
  p.map((degree, i) => {
    const from = i - (i % columns);
    let mean = 0;
    for (let k = from; k < from + columns; k++) mean += (p[k] as number) * (gradient[k] as number);
    return degree * ((gradient[i] as number) - mean);
  });

/** Rows of numbers of all sizes: steps near the bounds of what the exponential is reduced by, and infinities. */
const rows = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 20 }))
  .chain(([columns, count]) =>
    fc.record({
      columns: fc.constant(columns),
      z: fc
        .array(
          fc.oneof(
            fc.double({ min: -800, max: 800, noNaN: true }),
            fc.double({ min: -1e-7, max: 1e-7, noNaN: true }),
            fc
              .tuple(fc.integer({ min: -2200, max: 0 }), fc.double({ min: -1e-9, max: 1e-9, noNaN: true }))
              .map(([halves, off]) => (halves * Math.LN2 * (1 + off)) / 2),
            fc.constantFrom(0, -Infinity, 709, -745.2, 1e300),
          ),
          { minLength: columns * count, maxLength: columns * count },
        )
        .map((values) => Float64Array.from(values)),
    }),
  );

describe('softmaxRows', () => {
  it('is the softmax of every row, and leaves the logits as they are', () => {
    fc.assert(
      fc.property(rows, ({ z, columns }) => {
        const before = z.slice();
        const wanted = plainSoftmax(z, columns);
        const p = softmaxRows(z, columns);
        expect(z).toEqual(before);
        for (const [i, degree] of wanted.entries())
          if (Number.isNaN(degree)) expect(p[i]).toBeNaN();
          else
            expect(Math.abs((p[i] as number) - degree)).toBeLessThanOrEqual(
              1e-15 * degree + Number.MIN_VALUE,
            );
      }),
      { numRuns: 500 },
    );
  });

  it('has the same bits in every engine', () => {
    expect([...softmaxRows(Float64Array.of(0, -0.3, -1, -5, -40, -700, -745), 7)]).toEqual([
      0.4727158774369699, 0.3501965352108531, 0.17390245282438052, 0.003185134527796485,
      2.0082645094532483e-18, 4.660825648628111e-305, 0,
    ]);
  });

  it('is not a number in a row in which one is not, and there only', () => {
    expect([...softmaxRows(Float64Array.of(0, Number.NaN, 1, 1, Infinity, 0), 2)]).toEqual([
      ...[Number.NaN, Number.NaN],
      ...[0.5, 0.5],
      ...[Number.NaN, Number.NaN],
    ]);
    expect([...softmaxRows(Float64Array.of(-Infinity, -Infinity), 2)]).toEqual([Number.NaN, Number.NaN]);
  });

  it('writes where it is told to, also over the logits', () => {
    const z = Float64Array.of(1, 2, 3, 4, 5, 6);
    const p = new Float64Array(6);
    const wanted = softmaxRows(z, 3);
    expect(softmaxRows(z, 3, p)).toBe(p);
    expect(softmaxRows(z, 3, z)).toBe(z);
    expect([p, z]).toEqual([wanted, wanted]);
  });
});

describe('throughSoftmax', () => {
  it('is the gradient by the logits, also over that by the softmax', () => {
    fc.assert(
      fc.property(rows, ({ z, columns }) => {
        const p = plainSoftmax(z, columns).map((degree) => (Number.isNaN(degree) ? 0.25 : degree));
        const gradient = z.map((_, i) => Math.sin(i));
        const wanted = plainThrough(p, gradient, columns);
        expect(throughSoftmax(p, gradient, columns)).toEqual(wanted);
        expect(throughSoftmax(p, gradient, columns, gradient)).toBe(gradient);
        expect(gradient).toEqual(wanted);
      }),
      { numRuns: 100 },
    );
  });
});
