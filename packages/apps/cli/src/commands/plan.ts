import { cellsOfAll } from '@ildl/benchmark';
import { usageError } from '../usage-error.js';
import { type CompareArguments, planComparison } from './compare.js';
import { planRun, type RunArguments } from './run.js';

export interface PlanCommandArguments
  extends Omit<RunArguments, 'preset'>,
    Partial<Pick<CompareArguments, 'data' | 'preset' | 'only'>> {}

/** `ildl plan`: writes down what is to run, for `ildl work` on any number of machines. */
export const plan = async (names: readonly string[], args: PlanCommandArguments): Promise<number> => {
  const { data, preset = 'paper' } = args;
  if (data === undefined && names.length === 0)
    throw usageError('Name methods to plan as for `ildl run`, or give --data for a comparison.');
  const { folder, store } =
    data === undefined ? await planRun(names, args) : await planComparison(names, { ...args, data, preset });
  const cells = cellsOfAll(folder.plans).length;
  process.stdout.write(
    `${cells} cells are planned in ${store.directory}.\nRun them with: ildl work ${store.directory}\n`,
  );
  return 0;
};
