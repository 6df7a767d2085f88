// The examples in the documentation. Considered: markdown parsers (remark) and doctest plugins of vitest. Blocks are fenced
// at the margin, so an expression finds them; the plugins known run no TypeScript with imports.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { examplesOf, packagesOf, root } from './workspace.mjs';

/** @typedef {{ code: string, line: number, run: boolean }} CodeBlock `line` is where its code begins, from 1 */

/**
 * The TypeScript blocks of a Markdown text. One marked ```` ```ts no-run ```` is only to be read.
 * @param {string} markdown
 * @returns {CodeBlock[]}
 */
export const codeBlocks = (markdown) =>
  [...markdown.matchAll(/^```ts\b([^\n]*)\n(.*?)^```$/gms)].map(({ 1: info = '', 2: code = '', index }) => ({
    code,
    line: markdown.slice(0, index).split('\n').length + 1,
    run: !/\bno-run\b/.test(info),
  }));

/**
 * The blocks of a file that run.
 * @param {string} file
 */
export const examplesIn = (file) => codeBlocks(readFileSync(file, 'utf8')).filter(({ run }) => run);

/** The Markdown files that document the workspace: the READMEs and docs/. */
export const documents = () =>
  [
    join(root, 'README.md'),
    ...[...packagesOf(), ...examplesOf()].map(({ path }) => join(path, 'README.md')),
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((page) => page.endsWith('.md'))
      .map((page) => join(root, 'docs', page)),
  ].filter((file) => existsSync(file));

/**
 * TypeScript without its types.
 * @param {string} code
 */
export const stripTypes = (code) =>
  ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
    },
  }).outputText;
