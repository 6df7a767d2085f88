import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkInput } from '../src/check-input.js';

/** What is said of rows of two features. */
const saidOf = async (features: Float32Array | Int32Array): Promise<string> => {
  const rows = features.length / 2;
  const dtype = features instanceof Int32Array ? 'int32' : 'float32';
  const x = tf.tensor2d(features, [rows, 2], dtype);
  const y = tf.fill<tf.Rank.R2>([rows, 2], 0.5);
  try {
    return await checkInput({ train: { x, y }, rng: undefined as never }).then(
      () => 'nothing',
      (error: Error) => error.message,
    );
  } finally {
    tf.dispose([x, y]);
  }
};

it('finds the first feature that is not finite, wherever it is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 10_000 }),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(Number.NaN, Infinity, -Infinity)), { maxLength: 2 }),
      async (rows, wrong) => {
        const largest = 3.4028234663852886e38;
        const features = Float32Array.from({ length: 2 * rows }, (_, i) => (i % 3) * largest - largest);
        for (const [place, value] of wrong) features[place % features.length] = value;
        const first = features.findIndex((value) => !Number.isFinite(value));
        const said = await saidOf(features);
        if (first < 0) expect(said).toBe('nothing');
        else
          expect(said).toBe(
            `Row ${Math.floor(first / 2) + 1} of the training features has ${features[first]} in column ${(first % 2) + 1}; replace or drop it.`,
          );
      },
    ),
    { numRuns: 200 },
  );
});

it('takes whole numbers, whose bits may be those of no number', async () => {
  expect(await saidOf(Int32Array.of(0x7fc00000, -1, 0x7f800000, 0))).toBe('nothing');
});
