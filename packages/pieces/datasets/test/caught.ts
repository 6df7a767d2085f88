import { DatasetError } from '@ildl/datasets';
import { expect } from 'vitest';

/** The error that `attempt` throws, which must be the typed one with a message of one readable line. */
export function caught(attempt: () => unknown): DatasetError {
  try {
    attempt();
  } catch (error) {
    return typed(error);
  }
  throw new Error('nothing was thrown');
}

/** The error that a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<DatasetError> {
  const outcome = await promise.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );
  return typed(outcome);
}

function typed(error: unknown): DatasetError {
  if (!(error instanceof DatasetError)) throw error;
  expect(error.name).toBe('DatasetError');
  expect(error.code).toMatch(/^ILDL_DATA_[A-Z_]+$/);
  expect(error.message).toMatch(/^[^\n]+\.$/);
  return error;
}
