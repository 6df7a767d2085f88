import type { Terms } from '@ildl/interface';

/** The same scalars, named `prefix/term`. */
export const signalsNamed = (prefix: string, terms: Terms): Terms =>
  Object.fromEntries(Object.entries(terms).map(([term, value]) => [`${prefix}/${term}`, value]));
