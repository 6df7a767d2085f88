// Runs the examples in the documentation against the built packages, and checks the commands that it names.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { codeBlocks, stripTypes } from './code-blocks.mjs';
import { node, tool } from './command.mjs';
import { inParallel } from './in-parallel.mjs';
import { check, checkCommand } from './result.mjs';
import { runAsMain } from './run-as-main.mjs';
import { examplesOf, packagesOf, publishedPackages, root } from './workspace.mjs';

const secondsPerBlock = 120;

/** A folder inside the workspace, so that the examples find the packages, and outside git. */
const scratch = join(root, 'node_modules', '.cache', 'ildl-readme');

/** @param {string} file */
const placeOf = (file) => relative(root, file).replaceAll(sep, '/');

/** The Markdown files of the workspace; a package without a README has a path that does not exist. */
const documents = () => {
  const docs = join(root, 'docs');
  const pages = existsSync(docs) ? readdirSync(docs, { recursive: true, encoding: 'utf8' }) : [];
  const own = [...packagesOf(root), ...examplesOf()];
  return {
    needExample: publishedPackages().map(({ path }) => join(path, 'README.md')),
    all: [
      join(root, 'README.md'),
      ...own.map(({ path }) => join(path, 'README.md')),
      ...pages.filter((page) => page.endsWith('.md')).map((page) => join(docs, page)),
    ],
  };
};

/**
 * Runs a TypeScript example in a folder. It fails where it exits with another code than 0 or prints nothing.
 * @param {string} code
 * @param {string} folder made anew; node_modules is looked for from here
 */
export const runExample = async (code, folder) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'example.mjs'), stripTypes(code));
  const ended = await node(['example.mjs'], { cwd: folder, seconds: secondsPerBlock });
  if (ended.code !== 0) throw new Error(ended.output || `exit code ${ended.code}, and nothing printed`);
  if (ended.stdout.trim() === '') throw new Error('the example prints nothing');
};

/** @typedef {import('./code-blocks.mjs').CodeBlock & { file: string }} Example */

/** A name of an example for a file. @param {Example} example */
const slugOf = ({ file, line }) => `${placeOf(file).replaceAll(/\W/g, '-')}-${line}`;

/** The examples are right for a reader whose compiler is strict. @param {Example[]} examples */
const checkTypes = (examples) =>
  checkCommand('types of the examples (tsc --strict)', () => {
    mkdirSync(scratch, { recursive: true });
    const files = examples.map((example) => {
      writeFileSync(join(scratch, `${slugOf(example)}.mts`), example.code);
      return `${slugOf(example)}.mts`;
    });
    const options = '--noEmit --strict --skipLibCheck --module nodenext --target es2022 --types node';
    return tool('typescript', [...options.split(' '), ...files], { cwd: scratch });
  });

/** Runs every example, two at a time. */
const checkExamples = async () => {
  const { needExample, all } = documents();
  const missing = needExample.filter(
    (file) => !existsSync(file) || !codeBlocks(readFileSync(file, 'utf8'))[0]?.run,
  );
  const examples = all
    .filter((file) => existsSync(file))
    .flatMap((file) => codeBlocks(readFileSync(file, 'utf8')).map((block) => ({ ...block, file })))
    .filter(({ run }) => run);
  rmSync(scratch, { recursive: true, force: true });
  try {
    return [
      ...(await inParallel(missing, (file) =>
        check(placeOf(file), () => {
          throw new Error(
            existsSync(file) ? 'it does not begin with a ```ts example' : 'there is no such file',
          );
        }),
      )),
      await checkTypes(examples),
      ...(await inParallel(examples, (example) =>
        check(`${placeOf(example.file)}:${example.line}`, () =>
          runExample(example.code, join(scratch, slugOf(example))),
        ),
      )),
    ];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

/**
 * The sub-commands in a help text: the first words of the lines under "Commands", as far in as the first of them.
 * @param {string} help
 */
export const commandsIn = (help) => {
  const [, list = ''] = help.split(/^.*\bcommands\b.*$/im);
  const indent = list.match(/^\s*\n( +)\S/)?.[1] ?? '';
  return [...list.matchAll(new RegExp(`^${indent}([a-z][a-z-]*)\\b`, 'gm'))].map(({ 1: name }) => name);
};

/** Every `npx ildl <command>` in the documentation is a command of the command line. */
const checkCommands = async () => {
  const cli = join(root, 'packages', 'apps', 'cli', 'bin', 'ildl.js');
  if (!existsSync(cli)) return 'there is no packages/apps/cli/bin/ildl.js';
  const { code, output } = await node([cli, '--help'], { env: { NO_COLOR: '1' } });
  if (code !== 0) throw new Error(`ildl --help ended with the code ${code}:\n${output}`);
  const known = commandsIn(output);
  if (known.length === 0) throw new Error(`No commands were found in what ildl --help prints:\n${output}`);
  const wrong = documents()
    .all.filter((file) => existsSync(file))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\bnpx ildl ([a-z][a-z-]*)/g)]
        .filter(({ 1: name }) => !known.includes(name))
        .map(({ 0: text }) => `${placeOf(file)} names \`${text}\`; there is only ${known.join(', ')}.`),
    );
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return undefined;
};

export const checkReadmes = async () => [
  ...(await checkExamples()),
  await check('npx ildl commands in the documentation', checkCommands),
];

await runAsMain(import.meta, checkReadmes);
