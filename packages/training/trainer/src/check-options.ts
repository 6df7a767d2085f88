import { optionError, type Range } from '@ildl/internal';

export { nonNegative, orNull, positive, positiveInteger, type Range, unitInterval } from '@ildl/internal';

/** As JSON, in which a number that is not finite would be null. */
const printed = (value: unknown) => (typeof value === 'number' ? `${value}` : JSON.stringify(value));

/**
 * Checks the options of a method.
 * @param ranges of numbers by option
 * @param choices the values of options that are enumerated
 * @throws `ILDL_OPTION` for the first value that is out of range
 */
export const checkOptions = <O extends object>(
  id: string,
  options: O,
  ranges: { readonly [K in keyof O]?: Range },
  choices: { readonly [K in keyof O]?: readonly O[K][] } = {},
): void => {
  const refuse = (option: string, value: unknown, wanted: string) =>
    optionError(`The option ${option} of ${id} is ${printed(value)}; give ${wanted}.`);
  for (const [option, [what, holds]] of Object.entries(ranges) as [string, Range][]) {
    const value = options[option as keyof O];
    if (!holds(value as number)) throw refuse(option, value, what);
  }
  for (const [option, words] of Object.entries(choices) as [string, readonly unknown[]][]) {
    const value = options[option as keyof O];
    if (!words.includes(value)) throw refuse(option, value, `one of ${words.join(', ')}`);
  }
};
