/** @typedef {{ name: string, outcome: 'passed' | 'failed' | 'skipped' }} Result */

/**
 * Runs one check and prints a line about it. What it throws is its failure; a text that it returns is the reason why it
 * was skipped.
 * @param {string} name
 * @param {() => unknown} work
 * @returns {Promise<Result>}
 */
export const check = async (name, work) => {
  const start = performance.now();
  try {
    const reason = await work();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    if (typeof reason === 'string') {
      console.log(`  skipped ${name}: ${reason}`);
      return { name, outcome: 'skipped' };
    }
    console.log(`  passed  ${name} (${seconds} s)`);
    return { name, outcome: 'passed' };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.log(`  FAILED  ${name}: ${message.replaceAll('\n', '\n          ')}`);
    return { name, outcome: 'failed' };
  }
};

/**
 * A check of a command: it passes where the command exits with 0, else its output is the failure.
 * @param {string} name
 * @param {() => Promise<{ code: number, output: string }>} run
 */
export const checkCommand = (name, run) =>
  check(name, async () => {
    const { code, output } = await run();
    if (code !== 0) throw new Error(output || `exit code ${code}, and nothing printed`);
  });

/**
 * Counts results, and prints the plain line.
 * @param {readonly Result[]} results
 */
export const printCounts = (results) => {
  /** @param {Result['outcome']} outcome */
  const count = (outcome) => results.filter((result) => result.outcome === outcome).length;
  console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
};
