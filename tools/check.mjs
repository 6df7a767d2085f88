// `npm run check`: what can be said of the sources without building or running them.
import { tool } from './command.mjs';
import { checkCommand } from './result.mjs';
import { runAsMain } from './run-as-main.mjs';
import { setUp } from './set-up.mjs';

/** Format and lint, types, layers and circles, versions of dependencies, and what nobody uses. */
export const checkSources = async () => [
  await checkCommand('format and lint (biome)', () => tool('@biomejs/biome', ['ci', '--colors=off', '.'])),
  await checkCommand('types (tsc)', () => tool('typescript', ['-p', 'tsconfig.json', '--pretty', 'false'])),
  await checkCommand('layers, imports and circles (dependency-cruiser)', () =>
    tool('dependency-cruiser', ['--config', '.dependency-cruiser.mjs', 'packages', 'examples']),
  ),
  await checkCommand('versions of dependencies (sherif)', () => tool('sherif', ['--fail-on-warnings'])),
  await checkCommand('unused files, exports and dependencies (knip)', () =>
    tool('knip', ['--no-progress', '--no-config-hints']),
  ),
];

await runAsMain(import.meta, async () => {
  await setUp();
  return checkSources();
});
