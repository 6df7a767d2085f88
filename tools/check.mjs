// `npm run check`: what can be said of the sources without building or running them.
import { tool } from './command.mjs';
import { check, checkCommand } from './result.mjs';
import { runAsMain } from './run-as-main.mjs';
import { setUp } from './set-up.mjs';
import { root } from './workspace.mjs';

/** Format and lint, types, layers, versions of dependencies, and what nobody uses. */
export const checkSources = async () => [
  await checkCommand('format and lint (biome)', () => tool('@biomejs/biome', ['ci', '--colors=off', '.'])),
  await checkCommand('types (tsc)', () => tool('typescript', ['-p', 'tsconfig.json', '--pretty', 'false'])),
  await check('layers and imports (check-boundaries)', async () => {
    const { checkBoundaries } = await import('./check-boundaries.mjs');
    const problems = checkBoundaries(root);
    if (problems.length > 0) throw new Error(problems.join('\n'));
  }),
  await checkCommand('versions of dependencies (sherif)', () => tool('sherif', ['--fail-on-warnings'])),
  await checkCommand('unused files, exports and dependencies (knip)', () =>
    tool('knip', ['--no-progress', '--no-config-hints']),
  ),
];

await runAsMain(import.meta, async () => {
  await setUp();
  return checkSources();
});
