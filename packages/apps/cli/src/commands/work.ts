import { type Cell, cellsOfAll, identityOf, type Plan, resultStore } from '@ildl/benchmark';
import { ildlError } from '@ildl/internal';
import { readFolderPlan } from '../folder-plan.js';
import { loadEngineOf, tellFailures, type WorkArguments, work as workOn } from '../run-plan.js';

/** @throws `ILDL_IDENTITY` where the code of a method is not that of the plan */
const requireSameCode = async (plans: readonly Plan[]): Promise<void> => {
  const identities = new Map<string, string>();
  for (const { id, module, identity } of plans.flatMap(({ methods }) => methods)) {
    const here = identities.get(module) ?? (await identityOf(module));
    identities.set(module, here);
    if (here !== identity)
      throw ildlError(
        'ILDL_IDENTITY',
        `The code of ${id} is ${here} here and ${identity} in the plan; install what the plan was made with, or plan again.`,
      );
  }
};

/** `ildl work`: runs what is not finished of the plan of a folder. */
export const work = async (directory: string, args: WorkArguments): Promise<number> => {
  const store = await resultStore(directory, { create: true });
  const folder = await readFolderPlan(store);
  const [first] = folder?.plans ?? [];
  if (folder === undefined || first === undefined)
    throw ildlError(
      'ILDL_PLAN',
      `There is no plan in ${directory}; make one with \`ildl plan -o ${directory}\`.`,
    );
  await requireSameCode(folder.plans);
  const backend = await loadEngineOf(first);
  const cells: readonly Cell[] = await workOn(folder.plans, store, backend, args);
  const failed = tellFailures(cells);
  process.stdout.write(
    `${cells.length - failed} of ${cellsOfAll(folder.plans).length} cells are finished.\nMake the report with: ildl report ${directory}\n`,
  );
  return failed > 0 ? 1 : 0;
};
