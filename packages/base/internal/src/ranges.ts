/** A range of numbers: how an error describes it, and its predicate. */
export type Range = readonly [what: string, holds: (value: number) => boolean];

export const positiveInteger: Range = [
  'a whole number from 1',
  (value) => Number.isSafeInteger(value) && value >= 1,
];
export const positive: Range = ['a number above 0', (value) => value > 0 && value < Infinity];
export const nonNegative: Range = ['a number from 0', (value) => value >= 0 && value < Infinity];
export const unitInterval: Range = ['a number from 0 to 1', (value) => value >= 0 && value <= 1];

/** Where `null` is allowed as well. */
export const orNull = ([what, holds]: Range): Range => [
  `${what}, or null`,
  (value) => value === null || holds(value),
];
