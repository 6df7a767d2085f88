// Runs programs. Considered: execa. `npm start` and `npm test` run on what Node brings, before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.mjs';

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd] by default the root of the repository
 * @property {Record<string, string>} [env] added to the environment
 * @property {boolean} [show] shows the output as it comes instead of keeping it
 * @property {number} [seconds] after which the command is ended
 * @property {boolean} [shell]
 */
/** @typedef {{ code: number, output: string, stdout: string }} Ended `output` is of both streams */

/**
 * Runs a program to its end. Does not throw: a program that cannot be started has the code 127.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<Ended>}
 */
export const command = (program, args, { cwd = root, env = {}, show = false, seconds, shell = false } = {}) =>
  new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      shell,
      env: { ...process.env, ...env },
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      timeout: seconds && seconds * 1000,
      killSignal: 'SIGKILL',
    });
    let output = '';
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text;
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', ({ message }) => resolve({ code: 127, output: `${program}: ${message}`, stdout }));
    child.on('close', (code, signal) => {
      if (signal) output += `\nended by ${signal}${seconds ? ` (the limit is ${seconds} s)` : ''}`;
      resolve({ code: code ?? 1, output: output.trim(), stdout });
    });
  });

/**
 * The same for a command that must end with 0 and leaves nothing to do where it does not.
 * @param {Promise<Ended>} running
 * @param {string} [what] failed, where it did
 * @returns {Promise<Ended>}
 * @throws with what it printed
 */
export const succeeds = async (running, what) => {
  const ended = await running;
  if (ended.code === 0) return ended;
  const reason = ended.output || `exit code ${ended.code}, and nothing printed`;
  throw new Error(what ? `${what} failed:\n${reason}` : reason);
};

/**
 * Runs Node.
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 */
export const node = (args, options) => command(process.execPath, args, options);

/**
 * Runs npm: the one that started this process, where there is one.
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 */
export const npm = (args, options) => {
  const npmCli = process.env.npm_execpath;
  return npmCli?.endsWith('npm-cli.js')
    ? node([npmCli, ...args], options)
    : command('npm', args, { ...options, shell: process.platform === 'win32' });
};

/**
 * Runs the program of an installed package.
 * @param {string} name such as `nx` or `@biomejs/biome`
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 */
export const tool = (name, args, options) => {
  const folder = join(root, 'node_modules', name);
  if (!existsSync(folder)) throw new Error(`${name} is not installed; run npm ci and then this again.`);
  /** @type {{ bin: string | Record<string, string> }} */
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = typeof bin === 'string' ? bin : /** @type {string} */ (Object.values(bin)[0]);
  return node([join(folder, file), ...args], options);
};

/**
 * Runs nx so that nothing is left running and nothing leaves the machine.
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 */
export const nx = (args, options) =>
  tool('nx', args, {
    ...options,
    env: {
      NX_DAEMON: 'false',
      NX_TUI: 'false',
      NX_NO_CLOUD: 'true',
      NX_ISOLATE_PLUGINS: 'false',
      ...options?.env,
    },
  });
