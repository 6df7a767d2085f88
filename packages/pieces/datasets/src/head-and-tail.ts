/** Label indices from 0, ascending. */
export interface HeadAndTail {
  readonly head: number[];
  readonly tail: number[];
}

/**
 * Tail ("few") labels are those whose frequency is at most ten times the smallest one, head labels the
 * others (Zhao et al. 2023). A label without any mass makes all labels with mass head labels.
 * @param mass label frequencies, e.g. `labelMass` of the training rows
 */
export function headAndTail(mass: ArrayLike<number>): HeadAndTail {
  const frequencies = Array.from(mass);
  const limit = 10 * Math.min(...frequencies);
  const head: number[] = [];
  const tail: number[] = [];
  frequencies.forEach((frequency, label) => {
    (frequency <= limit ? tail : head).push(label);
  });
  return { head, tail };
}
