import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { codeBlocks, documents, examplesIn, stripTypes } from '../code-blocks.mjs';
import { node, tool } from '../command.mjs';
import { publishedPackages, root } from '../workspace.mjs';

const markdown = `# Title

\`\`\`sh
npm start
\`\`\`

\`\`\`ts
import type { Metric } from '@ildl/interface';
const n: number = 1;
console.log(n);
\`\`\`

\`\`\`ts no-run
missing();
\`\`\`
`;

describe('codeBlocks', () => {
  it('finds the TypeScript blocks, where they are, and whether they run', () => {
    expect(codeBlocks(markdown)).toEqual([
      { code: expect.stringContaining('console.log(n);\n'), line: 8, run: true },
      { code: 'missing();\n', line: 14, run: false },
    ]);
  });
});

describe('stripTypes', () => {
  it('leaves plain JavaScript', () => {
    expect(stripTypes(codeBlocks(markdown)[0]?.code ?? '')).toMatch(/^const n = 1;\nconsole\.log\(n\);\n/);
  });
});

// That they run is tested by the files themselves: see testing/markdown-tests.ts.
describe('the documentation', () => {
  it.each(publishedPackages())('of $name begins with an example', ({ path }) => {
    expect(codeBlocks(readFileSync(join(path, 'README.md'), 'utf8'))[0]).toMatchObject({ run: true });
  });

  it('has examples that are right for a reader whose compiler is strict', async () => {
    // Inside the workspace, so that the examples find the built packages, and outside git.
    const folder = join(root, 'node_modules', '.cache', 'ildl-examples');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const files = documents().flatMap((file) =>
      examplesIn(file).map(({ code, line }) => {
        const name = `${relative(root, file).replaceAll(/\W/g, '-')}-${line}.mts`;
        writeFileSync(join(folder, name), code);
        return name;
      }),
    );
    expect(files.length).toBeGreaterThan(publishedPackages().length);
    const options = '--noEmit --strict --skipLibCheck --module nodenext --target es2022 --types node';
    const { output } = await tool('typescript', [...options.split(' '), ...files], { cwd: folder });
    expect(output).toBe('');
  });

  it('names commands that `npx ildl` has', async () => {
    const cli = join(root, 'packages/apps/cli/bin/ildl.js');
    const { stdout } = await node([cli, '--help'], { env: { NO_COLOR: '1' } });
    const known = [...(stdout.split('Commands:')[1] ?? '').matchAll(/^ {2}([a-z-]+)/gm)].map(
      ([, name]) => name,
    );
    expect(known).toContain('run');
    const named = documents().flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\bnpx ildl ([a-z][a-z-]*)/g)].map(([, name]) => name),
    );
    expect(known).toEqual(expect.arrayContaining([...new Set(named)]));
  });
});
