import { relative } from 'node:path';
import type { Plugin } from 'vitest/config';
import { examplesIn } from '../code-blocks.mjs';
import { root } from '../workspace.mjs';

/**
 * Makes a Markdown file a file of tests: each ```` ```ts ```` block is a module, and a test that it runs to its end and
 * prints something.
 */
export const markdownTests = (): Plugin => ({
  name: 'markdown-tests',
  enforce: 'pre',
  resolveId: (id) => (/\.md\.\d+\.ts$/.test(id) ? id : undefined),
  load(id) {
    const [, file, line] = id.match(/^(.*\.md)(?:\.(\d+)\.ts)?$/) ?? [];
    if (file === undefined) return undefined;
    const blocks = examplesIn(file);
    if (line !== undefined) return blocks.find((block) => block.line === Number(line))?.code;
    const place = relative(root, file).replaceAll('\\', '/');
    return [
      `import { expect, it, vi } from 'vitest';`,
      ...blocks.map(
        (block) => `it('${place}:${block.line}', async () => {
          const calls = [vi.spyOn(console, 'log'), vi.spyOn(process.stdout, 'write')].map(({ mock }) => mock.calls);
          await import('${file}.${block.line}.ts');
          expect(calls.flat(), 'the example prints nothing').not.toEqual([]);
          vi.restoreAllMocks();
        });`,
      ),
    ].join('\n');
  },
});
