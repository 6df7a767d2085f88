import { createRequire } from 'node:module';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as amema from '@ildl/amema';
import * as baselines from '@ildl/baselines';
import {
  describeMethods,
  descriptorOf,
  identityOf,
  type MethodDescriptor,
  methodDefinitionsOf,
} from '@ildl/benchmark';
import * as dildl from '@ildl/dildl';
import type { MethodDefinition, Options } from '@ildl/interface';
import * as ofr from '@ildl/ofr';
import * as rda from '@ildl/rda';
import { fileExists } from './file-exists.js';
import { didYouMean, usageError } from './usage-error.js';

/** A method that can be planned. Its code runs in workers. */
export interface FoundMethod {
  readonly descriptor: MethodDescriptor;
  /** What `import()` takes, from any module. */
  readonly module: string;
  /** Why its module could not be loaded: its cells fail with this reason. */
  readonly fault?: string;
  /** @throws what the method says of its options */
  check(options: Options): Promise<void>;
  /** Ends the process that answers `check`. */
  close(): void;
}

/** A method that comes with `ildl`. */
export interface BuiltInMethod {
  readonly definition: MethodDefinition;
  readonly module: string;
}

const packages: Readonly<Record<string, object>> = {
  '@ildl/amema': amema,
  '@ildl/rda': rda,
  '@ildl/dildl': dildl,
  '@ildl/ofr': ofr,
  '@ildl/baselines': baselines,
};

/** Most seconds that a module may take to load. */
const loadTime = 60;

const { resolve: fileOf } = createRequire(import.meta.url);

/** The packages of methods that come with `ildl`, with the URLs of their entries. */
export const builtInModules: ReadonlyMap<string, string> = new Map(
  Object.keys(packages).map((name) => [name, pathToFileURL(fileOf(name)).href]),
);

/** The methods that come with `ildl`, in the order of the table. */
export const builtInMethods = (): BuiltInMethod[] =>
  Object.entries(packages).flatMap(([name, exports]) =>
    methodDefinitionsOf(exports).map((definition) => ({
      definition,
      module: builtInModules.get(name) as string,
    })),
  );

const noMethod = (path: string) =>
  usageError(`The module ${path} exports no method; make one with defineMethod of @ildl/trainer.`);

const unreadable = (path: string) => usageError(`The module ${path} cannot be read; check the path.`);

/** The methods that a module file exports, loaded into this process. */
export const methodsOfModule = async (path: string): Promise<BuiltInMethod[]> => {
  if (!(await fileExists(path))) throw unreadable(path);
  const module = pathToFileURL(resolve(path)).href;
  const exports = (await import(module).catch((error: Error) => {
    throw usageError(`The module ${path} does not load: ${error.message.split('\n')[0]}.`);
  })) as object;
  const definitions = methodDefinitionsOf(exports);
  if (definitions.length === 0) throw noMethod(path);
  return definitions.map((definition) => ({ definition, module }));
};

/** The methods of an id or a module, loaded into this process. */
export const loadMethods = async (name: string): Promise<BuiltInMethod[]> => {
  if (isPath(name)) return methodsOfModule(name);
  const [{ descriptor }] = (await findMethods([name])) as [FoundMethod];
  return builtInMethods().filter(({ definition }) => definition.id === descriptor.id);
};

/** The methods that a module file exports, loaded by a process of their own. */
const describedMethods = async (path: string, seconds: number | undefined): Promise<FoundMethod[]> => {
  if (!(await fileExists(path))) throw unreadable(path);
  const module = pathToFileURL(resolve(path)).href;
  try {
    const { methods, check, close } = await describeMethods(module, seconds === undefined ? {} : { seconds });
    if (methods.length === 0) {
      close();
      throw noMethod(path);
    }
    const builtIn = new Set(builtInMethods().map(({ definition }) => definition.id));
    const taken = methods.find(({ id }) => builtIn.has(id));
    if (taken !== undefined) {
      close();
      throw usageError(
        `The module ${path} has a method ${taken.id}, the id of one that comes with ildl; give it another id.`,
      );
    }
    return methods.map((descriptor) => ({
      descriptor,
      module,
      check: (options) => check(descriptor.id, options),
      close,
    }));
  } catch (error) {
    if ((error as { code?: string }).code !== 'ILDL_METHOD') throw error;
    const id = basename(path).replace(/\.[cm]?js$/, '');
    const summary = 'a module that does not load';
    return [
      {
        descriptor: { id, summary, defaults: {}, features: 'raw', usesValidation: false },
        module,
        fault: (error as Error).message,
        check: async () => {},
        close: () => {},
      },
    ];
  }
};

/** Whether a name is the path of a module. */
export const isPath = (name: string) => /^\.{0,2}\//.test(name) || /\.[cm]?js$/.test(name);

/**
 * The methods of a command line: ids of built-in ones, or paths of modules, all of whose methods are taken.
 * @throws `ILDL_USAGE` for an id that is unknown, a module that cannot be read, has no method or one of the id of a built-in
 * one
 */
export const findMethods = async (
  names: readonly string[],
  { cellTimeout }: { readonly cellTimeout?: number } = {},
): Promise<FoundMethod[]> => {
  const builtIn = builtInMethods();
  const found: FoundMethod[] = [];
  for (const name of names) {
    if (isPath(name)) {
      found.push(
        ...(await describedMethods(
          name,
          cellTimeout === undefined ? undefined : Math.min(cellTimeout, loadTime),
        )),
      );
      continue;
    }
    const method = builtIn.find(({ definition }) => definition.id === name);
    if (method === undefined)
      throw usageError(
        `There is no method "${name}".${didYouMean(
          name,
          builtIn.map(({ definition }) => definition.id),
        )} \`ildl list methods\` shows all.`,
      );
    const { definition, module } = method;
    found.push({
      descriptor: descriptorOf(definition),
      module,
      check: async (options) => {
        definition(options);
      },
      close: () => {},
    });
  }
  requireDistinct(found);
  return found;
};

/** A method with its options and the identity of its code, as a plan has it. */
export const methodSource = async (
  { descriptor: { id, search }, module, fault }: FoundMethod,
  options: Options = {},
  { tune, fixed = [] }: { readonly tune?: number | undefined; readonly fixed?: readonly string[] } = {},
) => ({
  id,
  module,
  identity: await identityOf(module),
  options,
  ...(tune === undefined || search === undefined
    ? {}
    : {
        search: Object.fromEntries(Object.entries(search).filter(([option]) => !fixed.includes(option))),
      }),
  ...(fault === undefined ? {} : { fault }),
});

/**
 * Methods together with further ones; a method that is among both counts once.
 * @throws `ILDL_USAGE` where different methods have the same id
 */
export const joinMethods = (
  methods: readonly FoundMethod[],
  further: readonly FoundMethod[],
): readonly FoundMethod[] => {
  const isSame = (a: FoundMethod) => (b: FoundMethod) =>
    a.module === b.module && a.descriptor.id === b.descriptor.id;
  const joined = [...methods, ...further.filter((one) => !methods.some(isSame(one)))];
  requireDistinct(joined);
  return joined;
};

const requireDistinct = (methods: readonly FoundMethod[]): void => {
  const ids = methods.map(({ descriptor }) => descriptor.id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined)
    throw usageError(`The method ${twice} is given twice; results are told apart by their ids.`);
};
