import { existsSync, readFileSync } from 'node:fs';
import { describe } from 'vitest';
import { skipped } from './skipped.js';

/** Describes tests against a file of golden numbers; where it is absent they are skipped, with the reason. */
export const describeGolden = <T>(file: string, tests: (golden: T) => void): void => {
  const url = new URL(`../../../shared/golden/${file}`, import.meta.url);
  if (!existsSync(url)) {
    skipped(file, `there is no ../shared/golden/${file} beside the repository`);
    return;
  }
  const golden = JSON.parse(readFileSync(url, 'utf8')) as T;
  describe(file, () => tests(golden));
};
