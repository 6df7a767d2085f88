// `npm start`: sets the workspace up and runs AMEMA and the two floors on the artificial dataset. Considered: an nx target
// that depends on the build; nx is not installed yet.
import { join } from 'node:path';
import { node } from './command.mjs';
import { build, setUp } from './set-up.mjs';
import { root } from './workspace.mjs';

const job = 'run amema uniform mean --dataset artificial --out runs'.split(' ');

await setUp();
console.log('Building the packages; the first time takes a minute or two.');
await build();
// The command line hears an interrupt itself and ends in its own way; this process waits for it.
process.on('SIGINT', () => {});
const cli = join(root, 'packages', 'apps', 'cli', 'bin', 'ildl.js');
process.exitCode = (await node([cli, ...job, ...process.argv.slice(2)], { show: true })).code;
