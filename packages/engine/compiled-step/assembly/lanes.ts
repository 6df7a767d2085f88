/** The first `count` of four elements, from 1 to 3, and `rest` in the other lanes; reads no further. */
export function loadSome(from: usize, count: i32, rest: f32): v128 {
  let lanes = f32x4.replace_lane(f32x4.splat(rest), 0, load<f32>(from));
  if (count > 1) lanes = f32x4.replace_lane(lanes, 1, load<f32>(from, 4));
  if (count > 2) lanes = f32x4.replace_lane(lanes, 2, load<f32>(from, 8));
  return lanes;
}

/** Stores the first `count` lanes, from 1 to 3. */
export function storeSome(to: usize, lanes: v128, count: i32): void {
  store<f32>(to, f32x4.extract_lane(lanes, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(lanes, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(lanes, 2), 8);
}

export function sumOfLanes(lanes: v128): f32 {
  return (
    f32x4.extract_lane(lanes, 0) +
    f32x4.extract_lane(lanes, 1) +
    (f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3))
  );
}

/** Stores the columns of four rows, the first at `to` and each `next` bytes after the one before. */
export function storeTransposed(r0: v128, r1: v128, r2: v128, r3: v128, to: usize, next: usize): void {
  const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(to + next, v128.shuffle<i64>(low01, low23, 1, 3));
  v128.store(to + (next << 1), v128.shuffle<i64>(high01, high23, 0, 2));
  v128.store(to + 3 * next, v128.shuffle<i64>(high01, high23, 1, 3));
}
