import { writeFile } from 'node:fs/promises';
import { type Cell, resultStore, scoreCells } from '@ildl/benchmark';
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
import { findMetrics } from '../find-metrics.js';
import { presetNamed } from '../presets.js';

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

/** `ildl report`: makes a report of all results in a folder. */
export const report = async (
  folder: string,
  { format, reference, metrics: names, out }: ReportArguments,
): Promise<number> => {
  const metrics = await findMetrics(names);
  const store = await resultStore(folder);
  const cells = await scoreCells(store, await store.readAll(), metrics);
  const { publication } = presetNamed('paper');
  const text = formats[format](cells, {
    publication,
    metrics,
    ...(reference === undefined ? {} : { reference }),
  });
  if (out === undefined) process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  else {
    await writeFile(out, text);
    process.stdout.write(`Report: ${out}\n`);
  }
  return 0;
};
