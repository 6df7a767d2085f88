import type { Standardiser } from '@ildl/datasets';
import type { Options } from '@ildl/interface';
import { decodeFile, encodeFile, type Json } from '@ildl/trainer';

/** What `ildl fit` writes: a predictor, and what its input and output mean. */
export interface ModelFile {
  readonly method: { readonly id: string; readonly identity: string; readonly options: Options };
  readonly dataset: {
    readonly name: string;
    readonly sha256: string;
    readonly features: number;
    readonly labels: readonly string[];
  };
  /** Present where the method takes z-scored features. */
  readonly standardiser?: Standardiser;
  /** What `Predictor.save` gave. */
  readonly predictor: Uint8Array;
}

const kind = 'ildl/fitted-method';

/** One checksummed file. */
export const encodeModel = ({ method, dataset, standardiser, predictor }: ModelFile): Promise<Uint8Array> =>
  encodeFile({
    kind,
    head: { method, dataset } as unknown as Json,
    arrays: new Map([
      ['predictor', { shape: [predictor.length], values: predictor }],
      ...(standardiser
        ? ([
            ['shift', { shape: [standardiser.shift.length], values: standardiser.shift }],
            ['scale', { shape: [standardiser.scale.length], values: standardiser.scale }],
          ] as const)
        : []),
    ]),
  });

/** @throws `ILDL_FILE` for anything that `encodeModel` did not write */
export const decodeModel = async (bytes: Uint8Array): Promise<ModelFile> => {
  const { head, arrays } = await decodeFile(bytes, kind);
  const [shift, scale] = [arrays.get('shift')?.values, arrays.get('scale')?.values];
  return {
    ...(head as unknown as Pick<ModelFile, 'method' | 'dataset'>),
    ...(shift instanceof Float64Array && scale instanceof Float64Array
      ? { standardiser: { shift, scale } }
      : {}),
    predictor: arrays.get('predictor')?.values as Uint8Array,
  };
};
