import { assert } from '../assert.js';
import { sameBits, valuesOf } from '../compare.js';
import type { Checks } from '../run-checks.js';
import type { MethodSubject } from './method-subject.js';
import { assertRefused, fitWith } from './refusal-checks.js';

/** A predictor that was saved and loaded predicts the same bits. */
const loadsWhatItSaves = async (subject: MethodSubject) => {
  const { predictor } = await fitWith(subject, {});
  const loaded = await subject.method.load(await predictor.save());
  const [before, after] = [predictor, loaded].map((one) => valuesOf(one.predict(subject.x)));
  assert(
    sameBits(before as Float32Array, after as Float32Array),
    'The loaded predictor predicts other numbers.',
  );
  for (const one of [predictor, loaded]) one.dispose();
};

/** Saving twice, and saving what was loaded, writes the same bytes. */
const savesTheSameBytes = async (subject: MethodSubject) => {
  const { predictor } = await fitWith(subject, {});
  const file = await predictor.save();
  const loaded = await subject.method.load(file);
  for (const [when, again] of [
    ['Saved twice', await predictor.save()],
    ['Loaded and saved again', await loaded.save()],
  ] as const)
    assert(
      file.length === again.length && file.every((byte, i) => byte === again[i]),
      `${when}, a predictor gives other bytes.`,
    );
  for (const one of [predictor, loaded]) one.dispose();
};

/** A file that was cut or changed is refused. */
const refusesADamagedFile = async ({ method, ...subject }: MethodSubject) => {
  const { predictor } = await fitWith({ method, ...subject }, {});
  const file = await predictor.save();
  predictor.dispose();
  const flipped = (at: number) => file.map((byte, i) => (i === at ? byte ^ 1 : byte));
  await assertRefused('An empty file', () => method.load(new Uint8Array()));
  await assertRefused('A file without its last byte', () => method.load(file.slice(0, -1)));
  for (const at of [0, file.length >> 1, file.length - 1])
    await assertRefused(`A file with a bit flipped in byte ${at}`, () => method.load(flipped(at)));
};

export const fileChecks: Checks<MethodSubject> = { loadsWhatItSaves, savesTheSameBytes, refusesADamagedFile };
