/** What is left of the lowest bits of a word, as the high and the low part of 53 random bits. */
const high26: i64 = 0x3ffffff;
const low27: i64 = 0x7ffffff;

/**
 * Fills n numbers, multiples of 2^-53 in [0, 1), from `at` on: two draws of xoroshiro128+ (Blackman, Vigna 2018) each, of
 * which the low words are taken, as pure-rand does. The two words of 64 bits at `state` are the state, before and after.
 */
export function uniform(n: i32, at: usize, state: usize): void {
  let s0 = load<i64>(state);
  let s1 = load<i64>(state, 8);
  for (; n > 0; n--, at += 8) {
    const high = (s0 + s1) & high26;
    let both = s0 ^ s1;
    s0 = rotl(s0, 24) ^ both ^ (both << 16);
    s1 = rotl(both, 37);
    const low = (s0 + s1) & low27;
    both = s0 ^ s1;
    s0 = rotl(s0, 24) ^ both ^ (both << 16);
    s1 = rotl(both, 37);
    store<f64>(at, <f64>((high << 27) | low) * (1.0 / 9007199254740992.0));
  }
  store<i64>(state, s0);
  store<i64>(state, s1, 8);
}
