import { ildlError } from '@ildl/internal';
import { closest } from 'fastest-levenshtein';

/** A command line that cannot be meant so: exit code 2. */
export const usageError = (message: string, options?: ErrorOptions) =>
  ildlError('ILDL_USAGE', message, options);

/** ` Did you mean "x"?`, where there is anything to mean. */
export const didYouMean = (given: string, known: readonly string[]): string =>
  known.length === 0 ? '' : ` Did you mean "${closest(given, known)}"?`;
