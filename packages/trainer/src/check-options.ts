import { ildlError } from './errors.js';

/** What a number of an option has to be, and whether it is. */
type Range = readonly [what: string, holds: (value: number) => boolean];

export const wholeFromOne: Range = [
  'a whole number from 1',
  (value) => Number.isSafeInteger(value) && value >= 1,
];
export const positive: Range = ['a number above 0', (value) => value > 0 && value < Infinity];
export const notNegative: Range = ['a number from 0', (value) => value >= 0 && value < Infinity];

export const share: Range = ['a number from 0 to 1', (value) => value >= 0 && value <= 1];

/** Where an option may be `null` as well. */
export const orNull = ([what, holds]: Range): Range => [
  `${what}, or null`,
  (value) => value === null || holds(value),
];

/** As JSON, which would call a number that is not finite null. */
const inWords = (value: unknown) => (typeof value === 'number' ? `${value}` : JSON.stringify(value));

/**
 * Checks the options of a method.
 * @param ranges of numbers by option
 * @param choices the words that an option may be
 * @throws `ILDL_OPTION` for the first value that is out of range
 */
export const checkOptions = <O extends object>(
  id: string,
  options: O,
  ranges: { readonly [K in keyof O]?: Range },
  choices: { readonly [K in keyof O]?: readonly O[K][] } = {},
): void => {
  const refuse = (option: string, value: unknown, wanted: string) =>
    ildlError('ILDL_OPTION', `The option ${option} of ${id} is ${inWords(value)}; give ${wanted}.`);
  for (const [option, [what, holds]] of Object.entries(ranges) as [string, Range][]) {
    const value = options[option as keyof O];
    if (!holds(value as number)) throw refuse(option, value, what);
  }
  for (const [option, words] of Object.entries(choices) as [string, readonly unknown[]][]) {
    const value = options[option as keyof O];
    if (!words.includes(value)) throw refuse(option, value, `one of ${words.join(', ')}`);
  }
};
