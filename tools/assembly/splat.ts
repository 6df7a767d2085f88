/**
 * A number of 64 bits in both lanes. From memory it is one instruction; of a constant in the code V8 makes four in every
 * round of a loop.
 */
export function splat(at: usize): v128 {
  return v128.load64_splat(at);
}

/** One step of Horner's rule: the number at `coefficient` + x * polynomial. */
export function step(x: v128, polynomial: v128, coefficient: usize): v128 {
  return f64x2.add(splat(coefficient), f64x2.mul(x, polynomial));
}
