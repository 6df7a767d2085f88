import { cellId, sha256Of } from './cell-id.js';
import { cellsOf, type Plan, type PlannedCell } from './plan.js';

/** What a cell is of, whatever code and engine compute it. */
const subjectOf = ({ config: { method, engine: _, ...rest } }: PlannedCell): string =>
  sha256Of({ ...rest, method: { id: method.id, options: method.options } });

/**
 * Plans of one folder together with a further one. What the further one asks for of the same method, data and regime takes
 * the place of what the others ask for, as where the code has changed; the others go on to ask for the rest.
 */
export const joinPlans = (plans: readonly Plan[], further: Plan): readonly Plan[] => {
  const cells = cellsOf(further);
  const ids = new Set(cellsOfAll(plans).map(({ config }) => cellId(config)));
  if (cells.every(({ config }) => ids.has(cellId(config)))) return plans;
  const subjects = new Set(cells.map(subjectOf));
  return [...plans.filter((plan) => cellsOf(plan).some((cell) => !subjects.has(subjectOf(cell)))), further];
};

/** The cells of the plans of a folder; of several of the same method, data and regime that of the last plan. */
export const cellsOfAll = (plans: readonly Plan[]): PlannedCell[] => [
  ...new Map(plans.flatMap(cellsOf).map((cell) => [subjectOf(cell), cell])).values(),
];
