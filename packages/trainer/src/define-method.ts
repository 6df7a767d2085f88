import { closest } from 'fastest-levenshtein';
import { ildlError } from './errors.js';
import type { Method, MethodDefinition } from './interface.js';

const kindOf = (value: unknown) => (value === null ? 'null' : typeof value);

/**
 * Makes a method definition of its parts. It fills in defaults, and refuses options that are unknown or of another type
 * than their default (an option whose default is `null` takes numbers as well, and `null` switches a number off).
 * @param parts `method` gets every option
 */
export const defineMethod = <O extends object>({
  method,
  ...about
}: Pick<MethodDefinition<O>, keyof MethodDefinition<O>> & {
  method(options: O): Method;
}): MethodDefinition<O> => {
  const { id, defaults } = about;
  const known = Object.keys(defaults);
  const define = (options: Partial<O> = {}): Method => {
    for (const [option, value] of Object.entries(options)) {
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
    }
    return method({ ...defaults, ...options });
  };
  return Object.freeze(Object.assign(define, about, { defaults: Object.freeze({ ...defaults }) }));
};
