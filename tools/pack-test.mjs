// `npm run pack-test -w @ildl/losses`: packs a package, installs it into an empty folder, and uses it there.
import { tool } from './command.mjs';
import { publishedPackages } from './workspace.mjs';

const named = publishedPackages().filter(({ folder }) => process.argv.includes(folder));
const tests = named.map(({ name }) => `${name} packed`).join('|');
if (named.length === 0) throw new Error('Name folders of packages to test, such as losses.');
const config = ['--config', 'tools/checks/vitest.config.ts', '--project', 'packages'];
process.exitCode = (await tool('vitest', ['run', ...config, '-t', `^(${tests})`], { show: true })).code;
