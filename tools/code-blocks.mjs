import ts from 'typescript';

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
