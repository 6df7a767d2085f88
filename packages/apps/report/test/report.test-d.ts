import type { Cell, LabelGroup } from '@ildl/benchmark';
import { describe, expectTypeOf, it } from 'vitest';
import {
  comparisonTables,
  htmlReport,
  scoreTables,
  summaryTable,
  type Table,
  type TableOptions,
  toCsv,
  toLatex,
  toMarkdown,
  toText,
} from '../src/index.js';

describe('the tables and formats', () => {
  it('are functions from cells to tables, and from tables to text', () => {
    expectTypeOf(scoreTables).toEqualTypeOf<
      (cells: readonly Cell[], options?: TableOptions) => readonly Table[]
    >();
    expectTypeOf(comparisonTables).returns.toEqualTypeOf<readonly Table[]>();
    expectTypeOf(summaryTable).returns.toEqualTypeOf<Table>();
    for (const format of [toText, toMarkdown, toLatex, toCsv])
      expectTypeOf(format).toEqualTypeOf<(tables: readonly Table[]) => string>();
    expectTypeOf(htmlReport).parameter(0).toEqualTypeOf<readonly Cell[]>();
    expectTypeOf(htmlReport).returns.toBeString();
  });

  it('take known label groups and tests only', () => {
    expectTypeOf<TableOptions['labels']>().toEqualTypeOf<LabelGroup | undefined>();
    // @ts-expect-error There are paired and corrected tests.
    scoreTables([] as readonly Cell[] as never, { test: 'unpaired' });
    // @ts-expect-error The page shows both tests.
    htmlReport([] as readonly Cell[] as never, { test: 'paired' });
  });
});
