import { relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  joinPlans,
  type MethodSource,
  type Plan,
  type PlannedDataset,
  type ResultStore,
} from '@ildl/benchmark';
import type { Options } from '@ildl/interface';
import { builtInModules } from './find-methods.js';

/** How `ildl compare` lays out the results of a folder. */
export interface ComparisonRecord {
  readonly preset: string;
  /** Names of datasets of the preset that were not there. */
  readonly missing: readonly string[];
  /** Methods with parts left out, told apart by their options. */
  readonly ablation: readonly { readonly name: string; readonly id: string; readonly options: Options }[];
}

/** What `plan.json` of a folder of results holds. */
export interface FolderPlan {
  readonly plans: readonly Plan[];
  readonly comparison?: ComparisonRecord;
}

/** Paths in the file are relative to its folder, packages of methods that come with `ildl` by name: folders can be moved. */
const changeSources = (
  { plans, ...rest }: FolderPlan,
  changeModule: (module: string) => string,
  changePath: (path: string) => string,
): FolderPlan => ({
  ...rest,
  plans: plans.map((plan) => ({
    ...plan,
    methods: plan.methods.map((method): MethodSource => ({ ...method, module: changeModule(method.module) })),
    datasets: plan.datasets.map(({ source, content }): PlannedDataset => {
      const { from } = source;
      const moved = from === 'artificial' ? from : { ...from, path: changePath(from.path) };
      return { source: { ...source, from: moved }, content };
    }),
  })),
});

export const readFolderPlan = async (store: ResultStore): Promise<FolderPlan | undefined> => {
  const stored = await store.readPlan<FolderPlan>();
  const absolute = (path: string) => resolve(store.directory, path);
  return (
    stored &&
    changeSources(
      stored,
      (module) =>
        builtInModules.get(module) ??
        (/^[a-z]+:/.test(module) ? module : pathToFileURL(absolute(module)).href),
      absolute,
    )
  );
};

/**
 * Writes the plan of a folder: what is asked for together with what the folder holds already, or with `fresh` that alone.
 * @returns the plan that the folder has now
 */
export const writeFolderPlan = async (
  store: ResultStore,
  plan: Plan,
  { comparison, fresh = false }: { readonly comparison?: ComparisonRecord; readonly fresh?: boolean },
): Promise<FolderPlan> => {
  const before = fresh ? undefined : await readFolderPlan(store);
  const layout = comparison ?? before?.comparison;
  const joined: FolderPlan = {
    plans: joinPlans(before?.plans ?? [], plan),
    ...(layout && { comparison: layout }),
  };
  const names = new Map([...builtInModules].map(([name, url]) => [url, name]));
  const portable = (path: string) => relative(store.directory, path).replaceAll(sep, '/');
  await store.writePlan(
    changeSources(
      joined,
      (module) =>
        names.get(module) ?? (module.startsWith('file:') ? portable(fileURLToPath(module)) : module),
      (path) => portable(resolve(path)),
    ),
  );
  return joined;
};
