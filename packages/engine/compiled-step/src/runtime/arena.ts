import { stepError } from '../errors.js';
import type { TypedArray } from '../graph/graph.js';

const pageBytes = 65536;
const alignment = 64;

/** An allocation. A view of it stays valid until the arena grows. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
}

/**
 * Where captured tensors begin. What has the same size in every fold lies below, hence at the same addresses, so that
 * modules with baked addresses are shared across folds.
 */
const dataAddress = 2 ** 27;

/**
 * One WebAssembly memory for all that compiled steps hold: a first-fit allocator, so that the same steps get the same
 * addresses fold after fold.
 * @param firstFree bytes below are scratch of the kernels
 */
export const newArena = (memory: WebAssembly.Memory, firstFree: number) => {
  const aligned = (bytes: number) => Math.ceil(bytes / alignment) * alignment;
  /** Free space by address; the last piece has no end. */
  const start = aligned(firstFree);
  const free: { address: number; bytes: number }[] = [
    { address: start, bytes: dataAddress - start },
    { address: dataAddress, bytes: Number.POSITIVE_INFINITY },
  ];
  let used = 0;
  const onGrowth = new Set<() => void>();

  /** `data`: a captured tensor, whose size may differ in the next fold. */
  const allocate = (wanted: number, { data = false } = {}): Block => {
    // Vectors of four may be read to the end of the last one.
    const bytes = aligned(Math.max(wanted, 1) + 16);
    const at = free.findIndex((piece) => piece.bytes >= bytes && (!data || piece.address >= dataAddress));
    const piece = free[at] as { address: number; bytes: number };
    const block = { address: piece.address, bytes };
    piece.address += bytes;
    piece.bytes -= bytes;
    if (piece.bytes === 0) free.splice(at, 1);
    used += bytes;
    const missing = block.address + bytes - memory.buffer.byteLength;
    if (missing > 0) {
      try {
        memory.grow(Math.ceil(missing / pageBytes));
      } catch (error) {
        release(block);
        throw stepError(
          `A compiled step needs ${Math.round((block.address + bytes) / 2 ** 20)} MiB of memory, which is more than WebAssembly has; use a native backend or smaller batches.`,
          error,
        );
      }
      for (const refresh of onGrowth) refresh();
    }
    return block;
  };

  const release = ({ address, bytes }: Block): void => {
    const next = free.findIndex((piece) => piece.address > address);
    free.splice(next, 0, { address, bytes });
    for (const i of [next, next - 1]) {
      const [left, right] = [free[i], free[i + 1]];
      if (left && right && left.address + left.bytes === right.address && right.address !== dataAddress) {
        left.bytes += right.bytes;
        free.splice(i + 1, 1);
      }
    }
    used -= bytes;
  };

  const float32View = (address: number, length: number) => new Float32Array(memory.buffer, address, length);
  const int32View = (address: number, length: number) => new Int32Array(memory.buffer, address, length);

  return {
    memory,
    allocate,
    release,
    float32View,
    int32View,
    /** Copies values to an address. */
    write: (address: number, values: TypedArray) =>
      (values instanceof Int32Array ? int32View : float32View)(address, values.length).set(values),
    /** Whether the array lies in the arena, where its values may change. */
    holds: (values: unknown): values is TypedArray =>
      ArrayBuffer.isView(values) && values.buffer === memory.buffer,
    /** Calls `refresh` whenever views have become invalid. */
    whenGrown: (refresh: () => void) => {
      onGrowth.add(refresh);
    },
    /** Bytes of all blocks in use. */
    used: () => used,
  };
};

export type Arena = ReturnType<typeof newArena>;
