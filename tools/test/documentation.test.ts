import { describe, expect, it } from 'vitest';
import { commandsIn } from '../check-readmes.mjs';
import { codeBlocks, stripTypes } from '../code-blocks.mjs';

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

describe('commandsIn', () => {
  it('reads the commands of a help text', () => {
    const help = `Usage: ildl [options] [command]

Options:
  -h, --help                     display help

Commands:
  run [options] <methods...>     runs methods on datasets
                                 and writes results
  list <what>                    lists what there is
`;
    expect(commandsIn(help)).toEqual(['run', 'list']);
  });
});
