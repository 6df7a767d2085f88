import { ildlError } from '@ildl/internal';
import { sha256Of } from './cell-id.js';
import { faultOf, type Kind } from './schema.js';

/** The format of all files of a results folder. */
const format = 1;

/** A value and its sha256 in one JSON document, with what it is. */
export const seal = (kind: Kind, value: unknown): string =>
  `${JSON.stringify({ format, kind, sha256: sha256Of({ kind, value }), value }, null, 1)}\n`;

/**
 * The value of such a document.
 * @throws `ILDL_RESULT` with what is wrong with it and how to go on, to follow the name of the file
 */
export const unseal = <T>(kind: Kind, text: string): T => {
  let sealed: { format?: unknown; kind?: unknown; sha256?: unknown; value?: unknown } | null;
  try {
    sealed = JSON.parse(text) as typeof sealed;
  } catch {
    throw ildlError('ILDL_RESULT', 'is damaged (it is not whole); delete it and run again');
  }
  if (sealed === null || typeof sealed !== 'object' || sealed.value === undefined || !('sha256' in sealed))
    throw ildlError('ILDL_RESULT', 'was not written by ildl; move it elsewhere');
  if (!('format' in sealed))
    throw ildlError(
      'ILDL_RESULT',
      'was written by a version of ildl before format 1; begin another folder, or delete it and run again',
    );
  if (sealed.sha256 !== sha256Of({ kind: sealed.kind, value: sealed.value }))
    throw ildlError(
      'ILDL_RESULT',
      'is damaged (its content does not match its checksum); delete it and run again',
    );
  if (sealed.format !== format || sealed.kind !== kind)
    throw ildlError(
      'ILDL_RESULT',
      sealed.kind === kind
        ? `has format ${sealed.format}, and this version of ildl reads format ${format}; use the version that wrote it`
        : `is a ${sealed.kind} where a ${kind} belongs; move it elsewhere`,
    );
  const fault = faultOf(kind, sealed.value);
  if (fault !== undefined)
    throw ildlError('ILDL_RESULT', `is no ${kind} of format ${format} (${fault}); move it elsewhere`);
  return sealed.value as T;
};
