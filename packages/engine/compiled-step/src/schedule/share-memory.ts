/** Offsets of arrays, so that no two with overlapping lifetimes overlap in memory: first fit, largest first. */
export const shareMemory = (
  arrays: readonly { readonly bytes: number; readonly from: number; readonly to: number }[],
): { readonly offsets: readonly number[]; readonly bytes: number } => {
  const placed: { start: number; end: number; from: number; to: number }[] = [];
  let bytes = 0;
  const offsets: number[] = [];
  // Large arrays first: they are the ones that are hard to place.
  const order = arrays
    .map((_, i) => i)
    .sort((a, b) => (arrays[b]?.bytes ?? 0) - (arrays[a]?.bytes ?? 0) || a - b);
  for (const i of order) {
    const array = arrays[i] as (typeof arrays)[number];
    const size = Math.ceil((array.bytes + 16) / 64) * 64;
    let start = 0;
    const near = placed
      .filter(({ from, to }) => from <= array.to && array.from <= to)
      .sort((a, b) => a.start - b.start);
    for (const other of near) {
      if (start + size <= other.start) break;
      start = Math.max(start, other.end);
    }
    placed.push({ start, end: start + size, from: array.from, to: array.to });
    offsets[i] = start;
    bytes = Math.max(bytes, start + size);
  }
  return { offsets, bytes };
};
