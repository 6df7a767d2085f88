// `npm run check`: what can be said of the sources without building or running them.
import { it } from 'vitest';
import { succeeds, tool } from '../command.mjs';

it('format and lint (biome)', () => succeeds(tool('@biomejs/biome', ['ci', '--colors=off', '.'])));
it('types (tsc)', () => succeeds(tool('typescript', ['-p', 'tsconfig.json', '--pretty', 'false'])));
it('layers, imports and circles (dependency-cruiser)', () =>
  succeeds(tool('dependency-cruiser', ['--config', '.dependency-cruiser.mjs', 'packages', 'examples'])));
it('versions of dependencies (sherif)', () => succeeds(tool('sherif', ['--fail-on-warnings'])));
it('unused files, exports and dependencies (knip)', () =>
  succeeds(tool('knip', ['--no-progress', '--no-config-hints'])));
