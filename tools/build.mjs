// `npm run build`: installs what is missing, and has nx build the packages that changed.
import { build, setUp } from './set-up.mjs';

await setUp();
await build();
