import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builds, makeArena, seeds, sizes, wholeNumbers } from './arena.js';

describe.each(builds)('indexing and copies, %o', (build) => {
  const { kernels, clear, floats, integers, output, run, read } = makeArena(build);
  const indices = fc.array(fc.integer({ min: -2, max: 12 }), { maxLength: 12 });
  const widths = fc.oneof(sizes, fc.constantFrom(127, 128, 129));

  it('gathers along an axis, and tells indices outside', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 3 }),
        fc.nat({ max: 12 }),
        indices,
        widths,
        seeds,
        (outer, axis, index, inner, seed) => {
          clear();
          const x = wholeNumbers(outer * axis * inner, seed);
          const count = index.length;
          const [indexAt, at] = [integers(index), floats(x)];
          const out = output(outer * count * inner);
          const outside = run(() => kernels.gather(outer, axis, count, inner, indexAt, at, out));
          const isInside = (i: number) => i >= 0 && i < axis;
          const expected = Array.from({ length: outer }, (_, o) =>
            index.flatMap((i) =>
              Array.from({ length: inner }, (_, j) => (isInside(i) ? x[(o * axis + i) * inner + j] : 0)),
            ),
          ).flat();
          expect(read(out, outer * count * inner)).toEqual(expected);
          expect(outside).toBe(Number(outer > 0 && !index.every(isInside)));
        },
      ),
    );
  });

  it('adds rows to segments, and skips indices outside', () => {
    fc.assert(
      fc.property(fc.nat({ max: 12 }), indices, sizes, seeds, (segments, index, inner, seed) => {
        clear();
        const x = wholeNumbers(index.length * inner, seed);
        const [indexAt, at] = [integers(index), floats(x)];
        const out = output(segments * inner);
        run(() => kernels.scatterAdd(index.length, inner, segments, indexAt, at, out));
        const expected = Array(segments * inner).fill(0);
        index.forEach((segment, i) => {
          if (segment >= 0 && segment < segments)
            for (let j = 0; j < inner; j++) expected[segment * inner + j] += x[i * inner + j];
        });
        expect(read(out, segments * inner)).toEqual(expected);
      }),
    );
  });

  it('makes one-hot rows', () => {
    fc.assert(
      fc.property(indices, fc.nat({ max: 14 }), (index, depth) => {
        clear();
        const at = integers(index);
        const out = output(index.length * depth);
        run(() => kernels.oneHot(index.length, depth, at, 0.75, -0.5, out));
        const expected = index.flatMap((i) =>
          Array.from({ length: depth }, (_, j) => (i === j ? 0.75 : -0.5)),
        );
        expect(read(out, index.length * depth)).toEqual(expected);
      }),
    );
  });

  it('fills', () => {
    fc.assert(
      fc.property(widths, (n) => {
        clear();
        const out = output(n);
        run(() => kernels.fill(n, 1.5, out));
        expect(read(out, n)).toEqual(Array(n).fill(1.5));
      }),
    );
  });

  const axes = fc.array(
    fc.record({ size: fc.nat({ max: 5 }), reversed: fc.boolean(), repeated: fc.boolean(), key: fc.nat() }),
    { maxLength: 6 },
  );

  it('copies with strides of any sign and order', () => {
    fc.assert(
      fc.property(axes, fc.constantFrom(1, 2), fc.constantFrom(1, 3), seeds, (list, fromGap, toGap, seed) => {
        clear();
        const dimensions = list.map(({ size }) => size);
        const count = dimensions.reduce((a, b) => a * b, 1);
        fc.pre(count <= 5000);
        // Axes lie in the source in the order of their keys, in the target as they are listed.
        const order = list
          .map((_, i) => i)
          .sort((a, b) => (list[a]?.key ?? 0) - (list[b]?.key ?? 0) || a - b);
        const sourceStrides = dimensions.map(() => 0);
        let length = fromGap;
        let first = 0;
        for (const i of order) {
          const { size = 0, reversed, repeated } = list[i] ?? {};
          if (repeated) continue;
          sourceStrides[i] = reversed ? -length : length;
          if (reversed) first += length * Math.max(0, size - 1);
          length *= Math.max(1, size);
        }
        const targetStrides = dimensions.map(
          (_, i) => toGap * dimensions.slice(i + 1).reduce((a, b) => a * b, 1),
        );
        const x = wholeNumbers(length, seed);
        const at = floats(x);
        const descriptor = integers([list.length, ...dimensions, ...sourceStrides, ...targetStrides]);
        const out = output(count * toGap);
        run(() => kernels.copyStrided(descriptor, at + 4 * first, out));
        const expected = Array.from({ length: count }, (_, place) => {
          let rest = place;
          let from = first;
          for (let i = dimensions.length - 1; i >= 0; i--) {
            const size = dimensions[i] as number;
            from += (rest % size) * (sourceStrides[i] as number);
            rest = Math.floor(rest / size);
          }
          return x[from];
        });
        expect(read(out, count * toGap).filter((_, i) => i % toGap === 0)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('copies long lines, and lines of one repeated element', () => {
    clear();
    const x = wholeNumbers(600, 1);
    const at = floats(x);
    const descriptor = integers([2, 2, 300, 300, 1, 300, 1]);
    const repeated = integers([2, 2, 300, 1, 0, 300, 1]);
    const out = output(600);
    run(() => kernels.copyStrided(descriptor, at, out));
    expect(read(out, 600)).toEqual(x);
    run(() => kernels.copyStrided(repeated, at, out));
    expect(read(out, 600)).toEqual([...Array(300).fill(x[0]), ...Array(300).fill(x[1])]);
  });
});
