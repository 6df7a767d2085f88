import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineMethod, type Method, type MethodDefinition } from '../src/index.js';

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
});
