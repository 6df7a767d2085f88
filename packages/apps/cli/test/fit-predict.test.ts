import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ildl, temporaryFolder } from './run-cli.js';

const folder = await temporaryFolder();

it('fits one model file and predicts label distributions as CSV', async () => {
  const fit = (out: string) =>
    ildl(['fit', 'amema', '--dataset', 'artificial', '--set', 'epochs=3', '--out', out], folder);
  const first = await fit('model.ildl');
  expect(first).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/rows of artificial.*\nModel: model\.ildl\n$/),
  });
  await fit('again.ildl');
  expect(await readFile(join(folder, 'again.ildl'))).toEqual(await readFile(join(folder, 'model.ildl')));

  const width = 20;
  const header = Array.from({ length: width }, (_, i) => `f${i + 1}`).join(',');
  const rows = [0.5, -0.5].map((value) => Array.from({ length: width }, () => value).join(','));
  await writeFile(join(folder, 'rows.csv'), [header, ...rows].join('\n'));
  const predicted = await ildl(['predict', 'model.ildl', 'rows.csv'], folder);
  expect(predicted.code).toBe(0);
  const [names, ...lines] = predicted.stdout.trimEnd().split('\n');
  expect(names).toBe('y1,y2,y3');
  expect(lines.length).toBe(2);
  for (const line of lines) {
    const degrees = line.split(',').map(Number);
    expect(degrees.reduce((sum, degree) => sum + degree, 0)).toBeCloseTo(1, 6);
    expect(Math.min(...degrees)).toBeGreaterThan(0);
  }
  await ildl(['predict', 'model.ildl', 'rows.csv', '--out', 'p.csv'], folder);
  expect(await readFile(join(folder, 'p.csv'), 'utf8')).toBe(predicted.stdout);

  await writeFile(join(folder, 'narrow.csv'), '1,2\n3,4\n');
  expect(await ildl(['predict', 'model.ildl', 'narrow.csv'], folder)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/2 features.*20/),
  });
});
