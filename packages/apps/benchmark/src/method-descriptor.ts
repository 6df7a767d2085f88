import type { MethodDefinition } from '@ildl/interface';

/** What is known of a method without its code. */
export type MethodDescriptor = Pick<
  MethodDefinition,
  'id' | 'summary' | 'defaults' | 'features' | 'usesValidation' | 'search'
>;

export const descriptorOf = ({
  id,
  summary,
  defaults,
  features,
  usesValidation,
  search,
}: MethodDefinition): MethodDescriptor =>
  // What is no plain data does not get to the parent.
  JSON.parse(JSON.stringify({ id, summary, defaults, features, usesValidation, ...(search && { search }) }));
