import { artificial, type Dataset } from '@ildl/datasets';
import { readDataset } from '@ildl/datasets/node';
import type { MethodDefinition } from '@ildl/interface';
import { ildlError } from '@ildl/internal';
import type { DatasetSource, MethodSource } from './plan.js';

/** Reads or generates a dataset. */
export const loadDataset = async ({ name, from, normalize = false }: DatasetSource): Promise<Dataset> =>
  from === 'artificial'
    ? artificial()
    : await readDataset(from.path, {
        name,
        normalize,
        ...(from.manifest ? { manifest: from.manifest } : {}),
      });

const isDefinition = (value: unknown): value is MethodDefinition =>
  typeof value === 'function' && 'id' in value && typeof value.id === 'string' && 'defaults' in value;

/** The method definitions that a module exports, by name, as its default, or in a list. */
export const methodDefinitionsOf = (module: object): MethodDefinition[] => [
  ...new Set(Object.values(module).flat().filter(isDefinition)),
];

/** What was thrown, in one sentence. */
export const reasonOf = (thrown: unknown): string => {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.trim().split('\n')[0] || 'it threw nothing';
};

/**
 * The method definitions of a module.
 * @throws `ILDL_METHOD` where it does not load
 */
export const loadMethods = (module: string): Promise<MethodDefinition[]> =>
  import(module).then(methodDefinitionsOf, (error: unknown) => {
    throw ildlError(
      'ILDL_METHOD',
      `The module ${module} does not load: ${reasonOf(error).replace(/\.$/, '')}.`,
      { cause: error },
    );
  });

/**
 * The definition of a method; its options are checked.
 * @throws `ILDL_METHOD` where the module does not load or has no method of that id, and what the method
 * throws for its options
 */
export const loadMethod = async ({
  id,
  module,
  options,
}: Pick<MethodSource, 'id' | 'module' | 'options'>): Promise<MethodDefinition> => {
  const definitions = await loadMethods(module);
  const definition = definitions.find((candidate) => candidate.id === id);
  if (definition === undefined)
    throw ildlError(
      'ILDL_METHOD',
      `The module ${module} exports no method "${id}"; it has ${definitions.map((d) => d.id).join(', ') || 'none'}.`,
    );
  definition(options);
  return definition;
};
