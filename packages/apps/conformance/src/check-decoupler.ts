import type { Decoupler } from '@ildl/interface';
import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { assert } from './assert.js';
import { assertClose, rowTolerance, valuesOf } from './compare.js';
import { assertDistributions } from './distributions.js';
import { type PieceSubject, pieceChecks } from './piece/piece-checks.js';
import { assertSameNames } from './piece/tree-checks.js';
import { oneHotRows, regressionRows, rowSelections, rowsOf } from './problem.js';
import type { CheckOptions, Report } from './report.js';
import { type Checks, runChecks } from './run-checks.js';

interface DecouplerSubject extends PieceSubject {
  readonly decoupler: Decoupler;
  readonly y: tf.Tensor2D;
}

const decouplerSubject = (decoupler: Decoupler): DecouplerSubject => {
  const { y } = regressionRows(rngFrom(6), 7);
  return { decoupler, y, given: { y }, compute: () => decoupler(y) };
};

/** Each part has the shape of the label distributions, and each of its rows is a label distribution or all 0. */
const assertParts = (of: string, decoupler: Decoupler, y: tf.Tensor2D): void => {
  const parts = Object.entries(decoupler(y));
  assert(parts.length > 0, `There are no parts${of}.`);
  for (const [name, part] of parts) assertDistributions(`the part ${name}${of}`, part, y.shape, [0, 1]);
};

/** Each part has a row for each row of labels, which is a label distribution or all 0. */
const splitsIntoDistributions = ({ decoupler, y }: DecouplerSubject) => assertParts('', decoupler, y);

/** The same holds where one label has the degree 1. */
const splitsOneHotRows = ({ decoupler, y }: DecouplerSubject) =>
  assertParts(' of one-hot rows', decoupler, oneHotRows({ x: y, y }).y);

/** The same holds where labels tie for the highest degree. */
const splitsTies = ({ decoupler }: DecouplerSubject) =>
  assertParts(
    ' of ties',
    decoupler,
    tf.tensor2d([
      [0.25, 0.25, 0.25, 0.25],
      [0.4, 0.1, 0.1, 0.4],
      [0, 0.5, 0.5, 0],
    ]),
  );

/** Where all degrees are positive, no part is 0 in every row. */
const fillsEveryPart = ({ decoupler, y }: DecouplerSubject) => {
  for (const [name, part] of Object.entries(decoupler(y)))
    assert(
      valuesOf(part).some((degree) => degree > rowTolerance),
      `The part ${name} is 0 in every row.`,
    );
};

/** The parts have the same names for every matrix. */
const namesTheSameParts = ({ decoupler, y }: DecouplerSubject) =>
  assertSameNames(
    'The parts of one-hot rows',
    Object.keys(decoupler(oneHotRows({ x: y, y }).y)),
    Object.keys(decoupler(y)),
  );

/** The parts of a row depend on no other row. */
const splitsRowsAlone = ({ decoupler, y }: DecouplerSubject) => {
  const all = decoupler(y);
  for (const rows of rowSelections(y.shape[0]))
    for (const [name, part] of Object.entries(decoupler(rowsOf(y, rows))))
      assertClose(
        `The part ${name} of the rows ${rows} with and without the others`,
        valuesOf(part),
        valuesOf(rowsOf(all[name] as tf.Tensor2D, rows)),
      );
};

const checks: Checks<DecouplerSubject> = {
  splitsIntoDistributions,
  splitsOneHotRows,
  splitsTies,
  fillsEveryPart,
  namesTheSameParts,
  splitsRowsAlone,
  ...pieceChecks,
};

/**
 * Checks that a decoupler keeps the contract of `Decoupler`, on rows of 4 labels.
 * @returns a report; a decoupler that fails, or throws, does not make this throw
 * @throws `ILDL_OPTION` where a failure is declared for a check that does not exist
 */
export const checkDecoupler = <K extends string>(
  decoupler: Decoupler<K>,
  options: CheckOptions = {},
): Promise<Report> =>
  runChecks(options.name ?? 'decoupler', checks, () => decouplerSubject(decoupler as Decoupler), options);
