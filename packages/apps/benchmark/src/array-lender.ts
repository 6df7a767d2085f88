/** Lends arrays that are used again. */
export interface ArrayLender {
  /** An array of this length, with any numbers in it. */
  borrow(length: number): Float32Array;
  /** Takes back all that was borrowed of it. */
  takeBack(): void;
}

/** The memory of arrays that nobody has, the smallest first. */
const free: ArrayBuffer[] = [];

/**
 * A lender of float32 arrays, for what is large and lives as long as a cell. Where such arrays come and go, the engine
 * collects all garbage every few cells, and throws away compiled code that the next cell needs.
 */
export const arrayLender = (): ArrayLender => {
  const lent: ArrayBuffer[] = [];
  return {
    borrow: (length) => {
      const at = free.findIndex(({ byteLength }) => byteLength >= 4 * length);
      // Rather than a smaller one beside it, which would stay: a larger one in its place.
      const buffer = at < 0 ? new ArrayBuffer(4 * length) : (free.splice(at, 1)[0] as ArrayBuffer);
      if (at < 0) free.pop();
      lent.push(buffer);
      return new Float32Array(buffer, 0, length);
    },
    takeBack: () => {
      free.push(...lent.splice(0));
      free.sort((a, b) => a.byteLength - b.byteLength);
    },
  };
};
