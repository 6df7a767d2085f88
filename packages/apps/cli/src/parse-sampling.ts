import type { SamplingValues } from '@ildl/datasets';
import { usageError } from './usage-error.js';

/** Four numbers with commas between. */
export const parseSampling = (text: string): SamplingValues => {
  const values = text.split(',').map(Number);
  if (values.length !== 4 || values.some((value) => !Number.isFinite(value)))
    throw usageError(`--sampling ${text}: give the four numbers a,b,c,d of the protocol, such as 1,2,2,0.`);
  return values as unknown as SamplingValues;
};
