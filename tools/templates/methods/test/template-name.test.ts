import { checkMethod } from '@ildl/conformance';
import { expect, it } from 'vitest';
import { templateName } from '../src/index.js';

it('keeps the contract of a method', async () => {
  const { ran, results } = await checkMethod(templateName());
  expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(ran).toBeGreaterThan(0);
});
