import { it } from 'vitest';

/** One skipped test in the place of tests that cannot run here. Its name says why, and so does the terminal. */
export const skipped = (what: string, reason: string): void => {
  const name = `${what}, skipped: ${reason}`;
  // Not the console: that is silent unless a test fails.
  process.stderr.write(`${name}\n`);
  it.skip(name, () => {});
};
