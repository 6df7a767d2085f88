import type { Method, MethodDefinition } from '@ildl/interface';
import { closest } from 'fastest-levenshtein';
import { ildlError } from './errors.js';

const kindOf = (value: unknown) => (value === null ? 'null' : typeof value);

/**
 * Makes a method definition of its parts. It fills in defaults, and refuses options that are unknown or of another type
 * than their default (an option whose default is `null` takes numbers as well, and `null` switches a number off). The
 * values of `search` are checked likewise.
 * @param parts those of a `MethodDefinition`, and `method`, which makes the method from all options and checks their ranges
 * @throws `ILDL_OPTION` for values of `search` that are unknown, of another type, none or repeated
 */
export const defineMethod = <O extends object>({
  method,
  ...about
}: Pick<MethodDefinition<O>, keyof MethodDefinition<O>> & {
  method(options: O): Method;
}): MethodDefinition<O> => {
  const { id, defaults, search = {} } = about;
  const known = Object.keys(defaults);
  const check = (option: string, value: unknown) => {
    if (!known.includes(option))
      throw ildlError(
        'ILDL_OPTION',
        known.length === 0
          ? `${id} has no options, so no "${option}".`
          : `${id} has no option "${option}"; did you mean "${closest(option, known)}"?`,
      );
    const kinds = [kindOf(value), kindOf(defaults[option as keyof O])];
    if (kinds[0] !== kinds[1] && !kinds.every((kind) => kind === 'number' || kind === 'null'))
      throw ildlError(
        'ILDL_OPTION',
        `The option ${option} of ${id} is ${JSON.stringify(value)}; give a ${kinds[1]} such as ${JSON.stringify(defaults[option as keyof O])}.`,
      );
  };
  for (const [option, values = []] of Object.entries<readonly unknown[] | undefined>({ ...search })) {
    if (values.length === 0 || new Set(values).size < values.length)
      throw ildlError(
        'ILDL_OPTION',
        `The values to search of the option ${option} of ${id} are ${JSON.stringify(values)}; give at least one, and each once.`,
      );
    for (const value of values) check(option, value);
  }
  const define = (options: Partial<O> = {}): Method => {
    for (const [option, value] of Object.entries(options)) check(option, value);
    return method({ ...defaults, ...options });
  };
  return Object.freeze(Object.assign(define, about, { defaults: Object.freeze({ ...defaults }) }));
};
