import { writeFile } from 'node:fs/promises';
import { type Cell, resultStore } from '@ildl/benchmark';
import { csvTable, htmlReport, latexTable, markdownTable } from '@ildl/report';
import type { FormatName } from '../choices.js';

const formats: Readonly<
  Record<FormatName, (cells: readonly Cell[], options: { readonly reference?: string }) => string>
> = {
  html: htmlReport,
  markdown: markdownTable,
  latex: latexTable,
  csv: csvTable,
};

export interface ReportArguments {
  readonly format: FormatName;
  readonly reference?: string;
  readonly out?: string;
}

/** `ildl report`: makes a report of all results in a folder. */
export const report = async (
  folder: string,
  { format, reference, out }: ReportArguments,
): Promise<number> => {
  const cells = await (await resultStore(folder)).readAll();
  const text = formats[format](cells, reference === undefined ? {} : { reference });
  if (out === undefined) process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  else {
    await writeFile(out, text);
    process.stdout.write(`Report: ${out}\n`);
  }
  return 0;
};
