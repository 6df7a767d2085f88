// `npm run build`: builds the packages that changed.
import { check } from './result.mjs';
import { runAsMain } from './run-as-main.mjs';
import { build, setUp } from './set-up.mjs';

await runAsMain(import.meta, async () => {
  await setUp();
  return [await check('build of all packages', build)];
});
