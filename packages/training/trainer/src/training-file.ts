import type { Problem } from '@ildl/interface';
import { ildlError } from './errors.js';
import { decodeFile, encodeFile, type Json, type StoredFile, storeTensors } from './tensor-file.js';
import type { Position, State } from './training-state.js';
import { leavesOf } from './tree.js';

const kind = 'ildl/training-state';

/** What must agree for a training state to be resumed. */
export interface Run {
  readonly name: string;
  /** Of the `Rng` of the fit. */
  readonly key: string;
  readonly batchSize: number;
  readonly problem: Problem;
}

/** The whole training state as one file. */
export const encodeTraining = async (run: Run, position: Position, state: State): Promise<Uint8Array> =>
  encodeFile({
    kind,
    head: { run: run as unknown as Json, position: { ...position } },
    arrays: await storeTensors(leavesOf(state)),
  });

/**
 * Reads what `encodeTraining` wrote.
 * @throws `ILDL_FILE` where the file is damaged or of another run
 */
export const decodeTraining = async (
  bytes: Uint8Array,
  run: Run,
): Promise<{ readonly position: Position; readonly file: StoredFile }> => {
  const file = await decodeFile(bytes, kind);
  const { run: of, position } = file.head as unknown as { run: Run; position: Position };
  if (JSON.stringify(of) !== JSON.stringify(run))
    throw ildlError(
      'ILDL_FILE',
      `This training state is of another run than the one to resume: ${JSON.stringify(of)} is not ${JSON.stringify(run)}.`,
    );
  return { position, file };
};
