// `npm start`: sets the workspace up and runs AMEMA and the two floors on the artificial dataset.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { node } from './command.mjs';
import { runAsMain } from './run-as-main.mjs';
import { build, setUp } from './set-up.mjs';
import { root } from './workspace.mjs';

const job = 'run amema uniform mean --dataset artificial --out runs'.split(' ');

await runAsMain(import.meta, async (args) => {
  await setUp();
  console.log('Building the packages; the first time takes a minute or two.');
  await build();
  const cli = join(root, 'packages', 'apps', 'cli', 'bin', 'ildl.js');
  if (!existsSync(cli))
    throw new Error('There is no packages/apps/cli/bin/ildl.js, so there is nothing to run.');
  // The command line hears an interrupt itself and ends in its own way; this process waits for it.
  process.on('SIGINT', () => {});
  return (await node([cli, ...job, ...args], { show: true })).code;
});
