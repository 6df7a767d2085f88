import { describe, expect, it } from 'vitest';
import { checkOptions, nonNegative, orNull, positive, positiveInteger, unitInterval } from '../src/index.js';

type Range = typeof positive;

const refusal = (message: string) => expect.objectContaining({ code: 'ILDL_OPTION', message });

describe('checkOptions', () => {
  it.each<[string, Range, readonly number[], readonly unknown[]]>([
    [
      'positiveInteger',
      positiveInteger,
      [1, 2, 2 ** 53 - 1],
      [0, -1, 1.5, Number.NaN, Infinity, 2 ** 53, '3'],
    ],
    ['positive', positive, [1e-300, 0.5, 1e300], [0, -1, Number.NaN, Infinity]],
    ['nonNegative', nonNegative, [0, 1e-300, 7], [-1e-300, Number.NaN, Infinity, -Infinity]],
    ['unitInterval', unitInterval, [0, 0.5, 1], [-1e-9, 1 + 1e-9, Number.NaN, Infinity]],
  ])('%s holds for what is in the range', (_, range, within, outside) => {
    for (const size of within) expect(() => checkOptions('trial', { size }, { size: range })).not.toThrow();
    for (const size of outside)
      expect(() => checkOptions('trial', { size }, { size: range })).toThrow(
        refusal(`The option size of trial is ${size === '3' ? '"3"' : size}; give ${range[0]}.`),
      );
  });

  it('says what each range is', () => {
    expect([positiveInteger, positive, nonNegative, unitInterval].map(([what]) => what)).toEqual([
      'a whole number from 1',
      'a number above 0',
      'a number from 0',
      'a number from 0 to 1',
    ]);
  });

  it('lets null pass only where a range says so', () => {
    for (const clip of [null, 5])
      expect(() => checkOptions('trial', { clip }, { clip: orNull(positive) })).not.toThrow();
    expect(() => checkOptions('trial', { clip: null }, { clip: positive })).toThrow(
      refusal('The option clip of trial is null; give a number above 0.'),
    );
    expect(() => checkOptions('trial', { clip: 0 }, { clip: orNull(positive) })).toThrow(
      refusal('The option clip of trial is 0; give a number above 0, or null.'),
    );
  });

  it('takes the words of a choice, and no others', () => {
    const choices = { start: ['zero', 'first'] };
    expect(() => checkOptions('trial', { start: 'first' }, {}, choices)).not.toThrow();
    for (const start of ['last', 'toString', null])
      expect(() => checkOptions('trial', { start }, {}, choices)).toThrow(
        refusal(`The option start of trial is ${JSON.stringify(start)}; give one of zero, first.`),
      );
  });

  it('takes a null among the words of a choice', () => {
    expect(() => checkOptions('trial', { start: null }, {}, { start: [null] })).not.toThrow();
  });

  it('names the first option that is out of range, and lets those without a range be', () => {
    const options = { hidden: 0, clip: -1, free: Number.NaN };
    expect(() => checkOptions('trial', options, { hidden: positiveInteger, clip: positive })).toThrow(
      refusal('The option hidden of trial is 0; give a whole number from 1.'),
    );
    expect(() => checkOptions('trial', options, {})).not.toThrow();
  });
});
