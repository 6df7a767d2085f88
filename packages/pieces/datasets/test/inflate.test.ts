import { deflateRawSync, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { Z_BUF_ERROR } from 'pako';
import { expect, it } from 'vitest';
import { inflateByPako, inflateByZlib } from '../src/inflate.js';

/** What a reader makes of it: the bytes, or the kind of what is wrong. */
const outcomeOf = ({ bytes, error, tooLong }: ReturnType<typeof inflateByPako>) =>
  tooLong ? 'too long' : error === 0 ? [...bytes] : error === Z_BUF_ERROR ? 'cut off' : 'damaged';

it('makes the same of data by pako and by the zlib of Node, whole, cut, damaged or too long', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 4000 }),
      fc.boolean(),
      fc.record({ cut: fc.option(fc.nat()), at: fc.option(fc.nat()), byte: fc.nat(255), less: fc.nat(2) }),
      (content, raw, { cut, at, byte, less }) => {
        const whole = Uint8Array.from((raw ? deflateRawSync : deflateSync)(content));
        const data = cut === null ? whole : whole.slice(0, cut % (whole.length + 1));
        const damaged = at !== null && data.length > 0;
        if (damaged) data[at % data.length] = byte;
        const limit = Math.max(0, content.length - less);
        const [one, other] = [
          outcomeOf(inflateByPako(data, { raw, limit })),
          outcomeOf(inflateByZlib(data, { raw, limit })),
        ];
        if (cut === null && !damaged)
          expect(other).toEqual(less > 0 && content.length > 0 ? 'too long' : [...content]);
        // Which fault of several is met first may differ.
        if (Array.isArray(one) || Array.isArray(other)) expect(other).toEqual(one);
      },
    ),
    { numRuns: 2000 },
  );
});
