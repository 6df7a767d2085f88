import { join } from 'node:path';
import { type Cell, resultStore, writeOutput } from '@ildl/benchmark';
import {
  htmlReport,
  scoreTables,
  summaryTable,
  type TableOptions,
  toCsv,
  toLatex,
  toMarkdown,
} from '@ildl/report';
import type { FormatName } from '../choices.js';
import { comparedCells, writeComparison } from '../comparison.js';
import { findMetrics } from '../find-metrics.js';
import { readFolderPlan } from '../folder-plan.js';
import { presetNamed } from '../presets.js';
import { resultsOf } from '../run-plan.js';

const formats: Readonly<Record<FormatName, (cells: readonly Cell[], options: TableOptions) => string>> = {
  html: htmlReport,
  markdown: (cells, options) => toMarkdown(scoreTables(cells, options)),
  latex: (cells, options) => toLatex(scoreTables(cells, options)),
  csv: (cells, options) => toCsv([summaryTable(cells, options)]),
};

export interface ReportArguments {
  readonly format: FormatName;
  readonly reference?: string;
  readonly metrics?: readonly string[];
  readonly out?: string;
}

/**
 * `ildl report`: makes the report of what is finished of the plan of a folder. A page is a file, in the folder by default;
 * tables go to standard output.
 */
export const report = async (
  folder: string,
  { format, reference, metrics: names, out }: ReportArguments,
): Promise<number> => {
  const metrics = await findMetrics(names);
  const store = await resultStore(folder);
  const plan = await readFolderPlan(store);
  const cells = await resultsOf(store, plan, metrics);
  const { comparison } = plan ?? {};
  const isPage = format === 'html';
  if (isPage && comparison !== undefined && out === undefined && reference === undefined) {
    await writeComparison(join(folder, 'compare'), comparedCells(cells, comparison), comparison, metrics);
    process.stdout.write(`Report: ${join(folder, 'compare.html')}\n`);
    return 0;
  }
  const { publication } = presetNamed('paper');
  const text = formats[format](cells, {
    publication,
    metrics,
    ...(reference === undefined ? {} : { reference }),
  });
  const path = out ?? (isPage ? join(folder, 'report.html') : undefined);
  if (path === undefined) process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  else {
    await writeOutput(path, text);
    process.stdout.write(`Report: ${path}\n`);
  }
  return 0;
};
