import type { Method, MethodDefinition } from '@ildl/interface';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineMethod } from '../src/index.js';

const nothing = { name: 'trial' } as Method;
let given: object = {};
const trial = defineMethod({
  id: 'trial',
  summary: 'for this test',
  defaults: { hidden: 100, clip: 5 as number | null, gradient: 'weighted' },
  features: 'standardised',
  usesValidation: true,
  method: (options) => {
    given = options;
    return nothing;
  },
});

describe('defineMethod', () => {
  it('fills in the defaults and tells what it is', () => {
    expect(trial({ hidden: 7, clip: null })).toBe(nothing);
    expect(given).toEqual({ hidden: 7, clip: null, gradient: 'weighted' });
    expect({ ...trial }).toMatchObject({ id: 'trial', defaults: { hidden: 100 }, usesValidation: true });
    expect(Object.isFrozen(trial.defaults)).toBe(true);
    expectTypeOf(trial)
      .parameter(0)
      .toEqualTypeOf<Partial<{ hidden: number; clip: number | null; gradient: string }> | undefined>();
    expectTypeOf(trial).toExtend<MethodDefinition>();
  });

  it('refuses options that are unknown or of another type, with the nearest name', () => {
    const refuse = (options: object, message: RegExp) => {
      expect(() => trial(options)).toThrow(
        expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringMatching(message) }),
      );
    };
    refuse({ hiden: 7 }, /"hiden".*"hidden"/);
    refuse({ hidden: '7' }, /hidden.*"7".*number.*100/);
    refuse({ gradient: null }, /gradient/);
    refuse(JSON.parse('{"__proto__": 1}'), /__proto__/);
  });

  const searching = (search: object) =>
    defineMethod({
      id: 'trial',
      summary: 'for this test',
      defaults: { hidden: 100, clip: 5 as number | null, gradient: 'weighted' },
      features: 'raw',
      usesValidation: false,
      search,
      method: () => nothing,
    });

  it('tells which values are worth searching', () => {
    const search = { hidden: [10, 100], clip: [null, 1] };
    expect(searching(search).search).toEqual(search);
    expect({ ...trial }).not.toHaveProperty('search');
    expectTypeOf(trial.search).toEqualTypeOf<
      | {
          readonly hidden?: readonly number[];
          readonly clip?: readonly (number | null)[];
          readonly gradient?: readonly string[];
        }
      | undefined
    >();
  });

  it('refuses a search of unknown options, of no values, of one value twice and of values of another type', () => {
    const refuse = (search: object, message: RegExp) => {
      expect(() => searching(search)).toThrow(
        expect.objectContaining({ code: 'ILDL_OPTION', message: expect.stringMatching(message) }),
      );
    };
    refuse({ hiden: [7] }, /"hiden".*"hidden"/);
    refuse({ hidden: [] }, /hidden.*at least one/);
    refuse({ hidden: [7, 7] }, /hidden.*\[7,7\].*once/);
    refuse({ hidden: [7, '8'] }, /hidden.*"8".*number/);
    refuse({ hidden: undefined }, /hidden/);
  });

  it('lets the compiler find a search of unknown options and of values of another type', () => {
    const about = {
      id: 'trial',
      summary: 'for this test',
      defaults: { hidden: 100 },
      features: 'raw',
      usesValidation: false,
      method: () => nothing,
    } as const;
    // @ts-expect-error There is no such option.
    expect(() => defineMethod<{ hidden: number }>({ ...about, search: { hiden: [7] } })).toThrow();
    // @ts-expect-error The option is a number.
    expect(() => defineMethod<{ hidden: number }>({ ...about, search: { hidden: ['7'] } })).toThrow();
  });
});
