import type { DatasetErrorCode } from '@ildl/datasets';
import { expect } from 'vitest';

type TypedError = Error & { readonly code: DatasetErrorCode };

/** Whether an error is of this package: an ILDL error with one of its codes. */
export const isTyped = (error: unknown): error is TypedError =>
  error instanceof Error &&
  error.name === 'IldlError' &&
  /^ILDL_DATA_[A-Z_]+$/.test(String((error as Partial<TypedError>).code));

/** The error that `attempt` throws, which must be the typed one with a message of one readable line. */
export function caught(attempt: () => unknown): TypedError {
  try {
    attempt();
  } catch (error) {
    return typed(error);
  }
  throw new Error('nothing was thrown');
}

/** The error that a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<TypedError> {
  const outcome = await promise.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );
  return typed(outcome);
}

function typed(error: unknown): TypedError {
  if (!isTyped(error)) throw error;
  expect(error.message).toMatch(/^[^\n]+\.$/);
  return error;
}
