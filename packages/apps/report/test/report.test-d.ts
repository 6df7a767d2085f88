import type { Cell, LabelGroup } from '@ildl/benchmark';
import { describe, expectTypeOf, it } from 'vitest';
import { csvTable, htmlReport, latexTable, markdownTable, type TableOptions } from '../src/index.js';

describe('the outputs', () => {
  it('are functions from cells to text', () => {
    expectTypeOf(csvTable).toEqualTypeOf<
      (cells: readonly Cell[], options?: Pick<TableOptions, 'metrics'>) => string
    >();
    expectTypeOf(markdownTable).toEqualTypeOf<(cells: readonly Cell[], options?: TableOptions) => string>();
    expectTypeOf(latexTable).toEqualTypeOf(markdownTable);
    expectTypeOf(htmlReport).parameter(0).toEqualTypeOf<readonly Cell[]>();
    expectTypeOf(htmlReport).returns.toBeString();
  });

  it('take known label groups and tests only', () => {
    expectTypeOf<TableOptions['labels']>().toEqualTypeOf<LabelGroup | undefined>();
    // @ts-expect-error There are paired and corrected tests.
    markdownTable([] as readonly Cell[] as never, { test: 'unpaired' });
    // @ts-expect-error The page shows both tests.
    htmlReport([] as readonly Cell[] as never, { test: 'paired' });
  });
});
