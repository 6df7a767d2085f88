/** Several vectors one after the other, as one model file keeps them. */
export const joined = (...parts: readonly Float64Array[]): Float64Array => {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const part of parts) {
    whole.set(part, from);
    from += part.length;
  }
  return whole;
};

/** What was {@link joined}, by their lengths; the last part is all the rest. */
export const partsOf = (whole: Float64Array, ...lengths: readonly number[]): Float64Array[] => {
  let from = 0;
  const parts = lengths.map((length) => {
    from += length;
    return whole.subarray(from - length, from);
  });
  return [...parts, whole.subarray(from)];
};
