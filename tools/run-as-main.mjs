import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Runs `main` where its file is the program, not where it is imported. An error is one sentence and exit code 1.
 * @param {ImportMeta} meta
 * @param {(args: string[]) => Promise<readonly import('./result.mjs').Result[] | number | void>} main gives an exit code, or results
 */
export const runAsMain = async (meta, main) => {
  if (realpathSync(process.argv[1] ?? '') !== fileURLToPath(meta.url)) return;
  try {
    const ended = await main(process.argv.slice(2));
    process.exitCode = Array.isArray(ended)
      ? Number(ended.some(({ outcome }) => outcome === 'failed'))
      : Number(ended ?? 0);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
};
