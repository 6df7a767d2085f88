import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as amema from '@ildl/amema';
import * as baselines from '@ildl/baselines';
import { methodDefinitionsOf } from '@ildl/benchmark';
import * as dildl from '@ildl/dildl';
import type { MethodDefinition } from '@ildl/interface';
import * as ofr from '@ildl/ofr';
import * as rda from '@ildl/rda';
import { didYouMean, usageError } from './usage-error.js';

/** A method and the module that holds it. */
export interface FoundMethod {
  readonly definition: MethodDefinition;
  /** What `import()` takes, from any module. */
  readonly module: string;
  readonly version: string;
}

const packages: Readonly<Record<string, object>> = {
  '@ildl/amema': amema,
  '@ildl/rda': rda,
  '@ildl/dildl': dildl,
  '@ildl/ofr': ofr,
  '@ildl/baselines': baselines,
};

const { resolve: fileOf } = createRequire(import.meta.url);

/** The methods that come with `ildl`, in the order of the table. */
export const builtInMethods = (): FoundMethod[] =>
  Object.entries(packages).flatMap(([name, exports]) => {
    const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
    const module = pathToFileURL(fileOf(name)).href;
    return methodDefinitionsOf(exports).map((definition) => ({ definition, module, version }));
  });

/** The methods that a module file exports. */
export const methodsOfModule = async (path: string): Promise<FoundMethod[]> => {
  const module = pathToFileURL(resolve(path)).href;
  const refuse = (why: string) => usageError(`The module ${path} ${why}.`);
  const source = await readFile(resolve(path)).catch(() => {
    throw refuse('cannot be read; check the path');
  });
  const exports = (await import(module).catch((error: Error) => {
    throw refuse(`does not load: ${error.message.split('\n')[0]}`);
  })) as object;
  const definitions = methodDefinitionsOf(exports);
  if (definitions.length === 0)
    throw refuse('exports no method; make one with defineMethod of @ildl/trainer');
  const version = `sha256:${createHash('sha256').update(source).digest('hex').slice(0, 16)}`;
  return definitions.map((definition) => ({ definition, module, version }));
};

/** Whether a name is the path of a module. */
export const isPath = (name: string) => /^\.{0,2}\//.test(name) || /\.[cm]?js$/.test(name);

/**
 * The methods of a command line: ids of built-in ones, or paths of modules, all of whose methods are taken.
 * @throws `ILDL_USAGE` for an id that is unknown and a module without methods
 */
export const findMethods = async (names: readonly string[]): Promise<FoundMethod[]> => {
  const builtIn = builtInMethods();
  const found: FoundMethod[] = [];
  for (const name of names) {
    if (isPath(name)) {
      found.push(...(await methodsOfModule(name)));
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
    found.push(method);
  }
  requireDistinct(found);
  return found;
};

/**
 * Methods together with further ones; a method that is among both counts once.
 * @throws `ILDL_USAGE` where different methods have the same id
 */
export const joinMethods = (
  methods: readonly FoundMethod[],
  further: readonly FoundMethod[],
): readonly FoundMethod[] => {
  const isSame = (a: FoundMethod) => (b: FoundMethod) =>
    a.module === b.module && a.definition.id === b.definition.id;
  const joined = [...methods, ...further.filter((one) => !methods.some(isSame(one)))];
  requireDistinct(joined);
  return joined;
};

const requireDistinct = (methods: readonly FoundMethod[]): void => {
  const ids = methods.map(({ definition }) => definition.id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined)
    throw usageError(`The method ${twice} is given twice; results are told apart by their ids.`);
};
