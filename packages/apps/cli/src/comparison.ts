import { isDeepStrictEqual } from 'node:util';
import type { Cell, Plan } from '@ildl/benchmark';
import { writeOutput } from '@ildl/benchmark';
import type { Metric } from '@ildl/interface';
import { compareReport, comparisonTables, summaryTable, toCsv, toLatex, toMarkdown } from '@ildl/report';
import type { ComparisonRecord } from './folder-plan.js';
import { presetNamed } from './presets.js';

/** The cells of a comparison: of whole methods, and of those with parts left out, which are named so. */
export interface ComparedCells {
  readonly cells: readonly Cell[];
  readonly ablated: readonly Cell[];
}

export const comparedCells = (all: readonly Cell[], { ablation }: ComparisonRecord): ComparedCells => {
  const nameOf = ({ id, options }: Plan['methods'][number] | Cell['config']['method']) =>
    ablation.find((one) => one.id === id && isDeepStrictEqual(one.options, options))?.name;
  return {
    cells: all.filter(({ config }) => nameOf(config.method) === undefined),
    ablated: all.flatMap((cell): Cell[] => {
      const { config } = cell;
      const name = nameOf(config.method);
      return name === undefined
        ? []
        : [{ ...cell, config: { ...config, method: { ...config.method, id: name } } }];
    }),
  };
};

/** The cells of the reference and of what is left of it without its parts; none where there is no ablation. */
const ablationOf = ({ cells, ablated }: ComparedCells, reference: string): readonly Cell[] =>
  ablated.length === 0 ? [] : [...cells.filter(({ config }) => config.method.id === reference), ...ablated];

/** The page of a comparison. */
const comparisonPage = (
  compared: ComparedCells,
  { preset: name, missing }: ComparisonRecord,
  metrics: readonly Metric[],
): string => {
  const { publication, reference } = presetNamed(name);
  const ablation = ablationOf(compared, reference);
  return compareReport(compared.cells, { ablation, missing, publication, metrics });
};

/** Writes `compare.html`, `.md`, `.tex` and `.csv` under a path without its extension. */
export const writeComparison = async (
  path: string,
  compared: ComparedCells,
  record: ComparisonRecord,
  metrics: readonly Metric[],
): Promise<void> => {
  const { publication, reference } = presetNamed(record.preset);
  const ablation = ablationOf(compared, reference);
  const tables = comparisonTables(compared.cells, { ablation, publication, metrics });
  const all = [...compared.cells, ...compared.ablated];
  await writeOutput(`${path}.html`, comparisonPage(compared, record, metrics));
  await writeOutput(`${path}.md`, toMarkdown(tables));
  await writeOutput(`${path}.tex`, toLatex(tables));
  await writeOutput(`${path}.csv`, toCsv([summaryTable(all, { metrics })]));
};
