import type { DenseMatrix, Matrix } from '@ildl/interface';
import { labelMass } from './label-mass.js';
import { printable } from './printable.js';
import { repeatedRows } from './repeated-rows.js';
import { shorten } from './shorten.js';

/** How far the sum of a column may be from 1 that is a distribution of a transposed matrix. */
const tolerance = 1e-3;

/** Whether the columns of labels are distributions, as its rows ought to be. */
export const hasColumnsOfOne = (labels: DenseMatrix): boolean =>
  labelMass(labels).every((mass) => Math.abs(mass - 1) <= tolerance);

const rowsSay = (count: number) => (count === 1 ? '1 row' : `${count} rows`);

/**
 * What is odd about a dataset that is sound, in sentences: rows that repeat others, labels without mass, and matrices that
 * look transposed.
 */
export function datasetNotes(
  { name, labelNames }: { readonly name: string; readonly labelNames?: readonly string[] | undefined },
  features: Matrix,
  labels: DenseMatrix,
): string[] {
  const notes: string[] = [];
  const note = (text: string) => notes.push(printable(`Dataset ${name}: ${text}.`));

  const first = repeatedRows(features);
  const { columns, values } = labels;
  let repeated = 0;
  let withLabels = 0;
  let example: number | undefined;
  for (let row = 0; row < first.length; row++) {
    const other = first[row] as number;
    if (other === row) continue;
    repeated++;
    example ??= row;
    let label = 0;
    while (label < columns && values[row * columns + label] === values[other * columns + label]) label++;
    if (label === columns) withLabels++;
  }
  if (example !== undefined) {
    const also =
      withLabels === repeated
        ? 'features and labels'
        : `features${withLabels > 0 ? ` (${withLabels} also the labels)` : ''}`;
    note(
      `${rowsSay(repeated)} of ${first.length} repeat${repeated === 1 ? 's' : ''} the ${also} of a row before, such as row ${example + 1} those of row ${(first[example] as number) + 1}, so that folds may test on rows that they train on; remove what is there twice by mistake`,
    );
  }

  const without = [...labelMass(labels).entries()].flatMap(([label, mass]) => (mass === 0 ? [label] : []));
  if (without.length > 0) {
    const named = without
      .slice(0, 10)
      .map((label) => `${label + 1}${labelNames?.[label] ? ` (\`${shorten(labelNames[label])}\`)` : ''}`);
    note(
      `no row has the label${without.length > 1 ? 's' : ''} ${named.join(', ')}${without.length > 10 ? ', …' : ''}, so that nothing can be learned about ${without.length > 1 ? 'them' : 'it'}; check the label columns`,
    );
  }

  if (columns > labels.rows)
    note(
      `${rowsSay(labels.rows)} with ${columns} labels each: the matrices look transposed; rows must be samples, so transpose them if they are`,
    );
  return notes;
}
