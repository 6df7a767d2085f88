const magnitude = memory.data<i32>([0x7fffffff]);
const largestFinite = memory.data<i32>([0x7f7fffff]);

/** Which of four float32 at a place are not finite: all bits of their lanes. */
function notFinite(at: usize): v128 {
  return i32x4.gt_s(v128.and(v128.load(at), v128.load32_splat(magnitude)), v128.load32_splat(largestFinite));
}

/** Whether n float32 are finite; n is a multiple of 8. */
export function areFinite(n: i32, at: usize): bool {
  let found = i32x4.splat(0);
  for (const end = at + ((<usize>n) << 2); at !== end; at += 32)
    found = v128.or(found, v128.or(notFinite(at), notFinite(at + 16)));
  return !v128.any_true(found);
}
