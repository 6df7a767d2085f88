import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const bin = fileURLToPath(new URL('../bin/ildl.js', import.meta.url));
if (!existsSync(new URL('../dist/index.js', import.meta.url)))
  throw new Error('These tests run the built command line: run `npm run build` first.');

/** A folder that is gone after the tests of the file. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'ildl-cli-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command line as a process of its own. */
export const start = (
  args: readonly string[],
  cwd: string,
): { process: ChildProcess; end: Promise<Outcome> } => {
  const child = spawn(process.execPath, [bin, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const end = new Promise<Outcome>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { process: child, end };
};

/** Runs a command line to its end. */
export const ildl = (args: readonly string[], cwd: string): Promise<Outcome> => start(args, cwd).end;

/** The files of a folder with their bytes. */
export const filesOf = async (folder: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(folder)).sort().map(async (name) => [name, await readFile(join(folder, name), 'utf8')]),
    ),
  );
