import * as amema from '@ildl/amema';
import { loadBackend } from '@ildl/backends';
import * as baselines from '@ildl/baselines';
import { methodDefinitionsOf } from '@ildl/benchmark';
import { checkMethod } from '@ildl/conformance';
import * as dildl from '@ildl/dildl';
import * as ofr from '@ildl/ofr';
import * as rda from '@ildl/rda';
import { beforeAll, describe, expect, it } from 'vitest';

const all = [amema, rda, dildl, ofr, baselines].flatMap(methodDefinitionsOf);
/** They predict the same for every row, so there is something that they cannot learn. */
const constant = ['uniform', 'mean'];

describe('every method keeps the contract at its defaults', () => {
  beforeAll(() => loadBackend('compiled'));

  it.each(all.map((definition) => [definition.id, definition] as const))('%s', async (id, definition) => {
    const { ran, results } = await checkMethod(
      definition(),
      constant.includes(id)
        ? { expectedFailures: { beatsTheMean: 'it predicts the same for every row' } }
        : {},
    );
    expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(ran).toBeGreaterThan(25);
  });
});
