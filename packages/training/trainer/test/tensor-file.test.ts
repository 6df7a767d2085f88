import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFile, encodeFile, type StoredFile } from '../src/index.js';

const sample: StoredFile = {
  kind: 'test/sample',
  head: { epoch: 3, name: 'é', nested: [1, null, true] },
  arrays: new Map<string, StoredFile['arrays'] extends ReadonlyMap<string, infer V> ? V : never>([
    ['a/kernel', { shape: [2, 3], values: Float32Array.of(1, Number.NaN, -0, Infinity, 1e-45, 6) }],
    ['double', { shape: [1], values: Float64Array.of(Math.PI) }],
    ['__proto__', { shape: [3], values: Int32Array.of(1, 2, 3) }],
    ['empty', { shape: [0], values: new Uint8Array(0) }],
  ]),
};

describe('encodeFile and decodeFile', () => {
  it('give back what was put in, and the same bytes for the same content', async () => {
    const bytes = await encodeFile(sample);
    expect(await decodeFile(bytes, 'test/sample')).toEqual(sample);
    expect(await encodeFile(sample)).toEqual(bytes);
    // Also from a view that does not begin at a multiple of 8 bytes.
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(await decodeFile(shifted.subarray(1), 'test/sample')).toEqual(sample);
  });

  it('detect every flipped bit and every cut', async () => {
    const bytes = await encodeFile(sample);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const damaged = bytes.slice();
        damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
        await expect(decodeFile(damaged, 'test/sample')).rejects.toMatchObject({ code: 'ILDL_FILE' });
      }),
      { numRuns: 1000 },
    );
    for (let length = 0; length < bytes.length; length++)
      await expect(decodeFile(bytes.subarray(0, length), 'test/sample')).rejects.toMatchObject({
        code: 'ILDL_FILE',
      });
  });

  it('refuse a file of another kind', async () => {
    await expect(decodeFile(await encodeFile(sample), 'test/other')).rejects.toThrow('test/sample');
  });
});
