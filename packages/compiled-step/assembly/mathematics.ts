// Functions of four float32 lanes. They multiply and add in two roundings in every build, so that all builds and
// processors agree to the bit. The polynomials are near-minimax (Chebyshev) fits over the reduced range.

function horner(sum: v128, x: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(sum, x), f32x4.splat(coefficient));
}

function horner64(sum: v128, x: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(sum, x), f64x2.splat(coefficient));
}

function negative(x: v128): v128 {
  return f32x4.lt(x, f32x4.splat(0));
}

function signOf(x: v128): v128 {
  return v128.and(x, i32x4.splat(0x80000000));
}

/** 2^n for whole n from -126 to 127, given as i32. */
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

function wholePowers(x: v128): v128 {
  return f32x4.nearest(f32x4.mul(x, f32x4.splat(<f32>Math.LOG2E)));
}

/** x - n log 2, with log 2 in two parts, of which the first times n is exact. */
function withoutPowers(x: v128, n: v128): v128 {
  return f32x4.sub(
    f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375))),
    f32x4.mul(n, f32x4.splat(-0.00021219444005469057)),
  );
}

/** e^r - 1 for |r| <= log(2) / 2. */
function reducedExpm1(r: v128): v128 {
  let sum = f32x4.splat(0.00019891981314);
  sum = horner(sum, r, 0.00139345419283);
  sum = horner(sum, r, 0.00833331002423);
  sum = horner(sum, r, 0.0416664568097);
  sum = horner(sum, r, 0.166666666825);
  sum = horner(sum, r, 0.500000001429);
  return f32x4.add(f32x4.mul(sum, f32x4.mul(r, r)), r);
}

/** e^x. */
export function exp(x: v128): v128 {
  x = f32x4.min(f32x4.max(x, f32x4.splat(-105)), f32x4.splat(89));
  const n = wholePowers(x);
  const y = f32x4.add(reducedExpm1(withoutPowers(x, n)), f32x4.splat(1));
  // 2^n is no float32 at both ends of the range, but the halves of n give two factors that are.
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

/** e^x - 1, exact to the last places near 0 too. */
export function expm1(x: v128): v128 {
  const clamped = f32x4.min(f32x4.max(x, f32x4.splat(-30)), f32x4.splat(89));
  const n = wholePowers(clamped);
  const y = reducedExpm1(withoutPowers(clamped, n));
  // Half of the result, so that 2^(n - 1) is finite where the result is.
  const scale = powerOfTwo(i32x4.sub(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(1)));
  const half = f32x4.add(f32x4.mul(scale, y), f32x4.sub(scale, f32x4.splat(0.5)));
  return v128.bitselect(x, f32x4.add(half, half), f32x4.eq(x, f32x4.splat(0)));
}

/** Natural logarithm. */
export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, f32x4.splat(1.1754943508222875e-38));
  const normal = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, tiny);
  const exponents = i32x4.sub(i32x4.shr_u(normal, 23), i32x4.splat(126));
  let m = v128.or(v128.and(normal, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  // m is from 0.5 to 1; double it below sqrt(1/2). True is -1.
  const low = f32x4.lt(m, f32x4.splat(<f32>Math.SQRT1_2));
  m = f32x4.sub(f32x4.add(m, v128.and(m, low)), f32x4.splat(1));
  const e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.add(exponents, low), v128.and(tiny, i32x4.splat(23))));
  let sum = f32x4.splat(0.0697161147145);
  sum = horner(sum, m, -0.114797338466);
  sum = horner(sum, m, 0.116854199235);
  sum = horner(sum, m, -0.124256873315);
  sum = horner(sum, m, 0.142490576457);
  sum = horner(sum, m, -0.166678023195);
  sum = horner(sum, m, 0.200007157489);
  sum = horner(sum, m, -0.24999996958);
  sum = horner(sum, m, 0.3333333118);
  const square = f32x4.mul(m, m);
  let y = f32x4.mul(f32x4.mul(sum, m), square);
  y = f32x4.add(y, f32x4.mul(e, f32x4.splat(-0.00021219444005469057)));
  y = f32x4.sub(y, f32x4.mul(square, f32x4.splat(0.5)));
  y = f32x4.add(f32x4.add(m, y), f32x4.mul(e, f32x4.splat(0.693359375)));
  y = v128.bitselect(f32x4.splat(-Infinity), y, f32x4.eq(x, f32x4.splat(0)));
  y = v128.bitselect(f32x4.splat(NaN), y, negative(x));
  // Infinity and NaN are their own logarithms.
  return v128.bitselect(y, x, f32x4.lt(x, f32x4.splat(Infinity)));
}

/** log(1 + x), exact to the last places near 0 too. */
export function log1p(x: v128): v128 {
  const one = f32x4.splat(1);
  const u = f32x4.add(x, one);
  const lost = f32x4.div(f32x4.sub(x, f32x4.sub(u, one)), u);
  const usable = v128.and(f32x4.gt(u, f32x4.splat(0)), f32x4.lt(u, f32x4.splat(Infinity)));
  const y = f32x4.add(log(u), v128.and(lost, usable));
  return v128.bitselect(x, y, f32x4.eq(u, one));
}

/** Hyperbolic tangent. */
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  let sum = f32x4.splat(0.00229180942076);
  sum = horner(sum, square, -0.00834311963855);
  sum = horner(sum, square, 0.0217686663251);
  sum = horner(sum, square, -0.0539592285561);
  sum = horner(sum, square, 0.133333034259);
  sum = horner(sum, square, -0.333333331713);
  const near = f32x4.add(x, f32x4.mul(f32x4.mul(sum, square), x));
  const one = f32x4.splat(1);
  const grown = f32x4.add(exp(f32x4.add(size, size)), one);
  const far = v128.or(f32x4.sub(one, f32x4.div(f32x4.splat(2), grown)), signOf(x));
  return v128.bitselect(near, far, f32x4.lt(size, f32x4.splat(0.625)));
}

/** Error function. */
export function erf(x: v128): v128 {
  const one = f32x4.splat(1);
  const size = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  let sum = f32x4.splat(7.87587506269e-5);
  sum = horner(sum, square, -0.000801686428717);
  sum = horner(sum, square, 0.00518908742343);
  sum = horner(sum, square, -0.0268542120106);
  sum = horner(sum, square, 0.112835947152);
  sum = horner(sum, square, -0.376126266667);
  sum = horner(sum, square, 1.12837916585);
  const near = f32x4.mul(sum, x);
  // 1 - e^P(|x|), where P is the logarithm of the complement; from 4 on the result rounds to 1.
  const t = f32x4.min(size, f32x4.splat(4));
  let power = f32x4.splat(1.63715141459e-6);
  power = horner(power, t, -4.60580426892e-5);
  power = horner(power, t, 0.000596805625661);
  power = horner(power, t, -0.00475959629327);
  power = horner(power, t, 0.0264211360057);
  power = horner(power, t, -0.110080082949);
  power = horner(power, t, -0.631826051559);
  power = horner(power, t, -1.13023343484);
  power = horner(power, t, 0.000320138049678);
  const far = v128.or(f32x4.sub(one, exp(power)), signOf(x));
  return v128.bitselect(near, far, f32x4.lt(size, one));
}

function upper(x: v128): v128 {
  return v128.shuffle<i64>(x, x, 1, 1);
}

/** Two results of two float64 lanes each, as four float32 lanes. */
function demoted(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

function quarterTurns(x: v128): v128 {
  return f64x2.nearest(f64x2.mul(x, f64x2.splat(0.6366197723675814)));
}

/** x - n pi / 2, with pi / 2 in three parts: exact enough up to n = 2^29. */
function withoutTurns(x: v128, n: v128): v128 {
  let r = f64x2.sub(x, f64x2.mul(n, f64x2.splat(1.570796251296997)));
  r = f64x2.sub(r, f64x2.mul(n, f64x2.splat(7.549789415861596e-8)));
  r = f64x2.sub(r, f64x2.mul(n, f64x2.splat(5.390302858158119e-15)));
  // Beyond that the result is wrong, but a sine.
  return f64x2.min(f64x2.max(r, f64x2.splat(-0.8)), f64x2.splat(0.8));
}

/** sin(x + shift pi / 2). */
function shiftedSine(x: v128, shift: i32): v128 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(upper(x));
  const lowTurns = quarterTurns(low);
  const highTurns = quarterTurns(high);
  const r = demoted(withoutTurns(low, lowTurns), withoutTurns(high, highTurns));
  const turns = i32x4.add(
    v128.shuffle<i64>(i32x4.trunc_sat_f64x2_s_zero(lowTurns), i32x4.trunc_sat_f64x2_s_zero(highTurns), 0, 2),
    i32x4.splat(shift),
  );
  const square = f32x4.mul(r, r);
  let sine = f32x4.splat(2.72468687229e-6);
  sine = horner(sine, square, -0.000198400630408);
  sine = horner(sine, square, 0.00833333183063);
  sine = horner(sine, square, -0.166666666637);
  sine = f32x4.add(r, f32x4.mul(f32x4.mul(sine, square), r));
  let cosine = f32x4.splat(-2.72984076528e-7);
  cosine = horner(cosine, square, 2.48005806014e-5);
  cosine = horner(cosine, square, -0.00138888876352);
  cosine = horner(cosine, square, 0.0416666666642);
  cosine = horner(cosine, square, -0.5);
  cosine = horner(cosine, square, 1);
  const odd = i32x4.eq(v128.and(turns, i32x4.splat(1)), i32x4.splat(1));
  const flip = i32x4.shl(v128.and(turns, i32x4.splat(2)), 30);
  return v128.xor(v128.bitselect(cosine, sine, odd), flip);
}

/** Sine of radians, to |x| = 8e8; beyond that some number from -1 to 1. */
export function sin(x: v128): v128 {
  return v128.bitselect(x, shiftedSine(x, 0), f32x4.eq(x, f32x4.splat(0)));
}

/** Cosine of radians, to |x| = 8e8; beyond that some number from -1 to 1. */
export function cos(x: v128): v128 {
  return shiftedSine(x, 1);
}

/** x^y of two float64 lanes that hold float32 numbers, x >= 0, to some 1e-10. */
function power64(x: v128, y: v128): v128 {
  let m = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3ff0000000000000));
  const big = f64x2.gt(m, f64x2.splat(Math.SQRT2));
  // The exponent as the last bits of 2^52 + exponent.
  const exponent = v128.or(i64x2.shr_u(x, 52), i64x2.splat(0x4330000000000000));
  const e = f64x2.add(
    f64x2.sub(exponent, f64x2.splat(4503599627370496 + 1023)),
    v128.and(big, f64x2.splat(1)),
  );
  m = f64x2.mul(m, v128.bitselect(f64x2.splat(0.5), f64x2.splat(1), big));
  // log2(m) = 2 artanh(s) / log(2)
  const s = f64x2.div(f64x2.sub(m, f64x2.splat(1)), f64x2.add(m, f64x2.splat(1)));
  const square = f64x2.mul(s, s);
  let sum = f64x2.splat(0.2828870394156083);
  sum = horner64(sum, square, 0.3199066703689245);
  sum = horner64(sum, square, 0.4122092271136529);
  sum = horner64(sum, square, 0.5770779426322548);
  sum = horner64(sum, square, 0.9617966941123531);
  sum = horner64(sum, square, 2.8853900817778504);
  let logarithm = f64x2.add(e, f64x2.mul(sum, s));
  logarithm = v128.bitselect(f64x2.splat(-Infinity), logarithm, f64x2.eq(x, f64x2.splat(0)));
  logarithm = v128.bitselect(logarithm, x, f64x2.lt(x, f64x2.splat(Infinity)));

  const t = f64x2.min(f64x2.max(f64x2.mul(y, logarithm), f64x2.splat(-200)), f64x2.splat(200));
  const n = f64x2.nearest(t);
  const f = f64x2.sub(t, n);
  let y2 = f64x2.splat(1.5303700711365693e-5);
  y2 = horner64(y2, f, 0.00015469729214118296);
  y2 = horner64(y2, f, 0.0013333478473685416);
  y2 = horner64(y2, f, 0.009618025613318034);
  y2 = horner64(y2, f, 0.055504109063258665);
  y2 = horner64(y2, f, 0.24022651213498092);
  y2 = horner64(y2, f, 0.6931471805568324);
  y2 = horner64(y2, f, 1);
  // 2^n by its bits: the last bits of 2^52 + 2^51 + n are n.
  const whole = f64x2.add(n, f64x2.splat(6755399441055744 + 1023));
  return f64x2.mul(y2, i64x2.shl(whole, 52));
}

/** x^y as Math.pow has it: 1 for y = 0, NaN for |x| = 1 with infinite y and for x < 0 with y that is not whole. */
export function pow(x: v128, y: v128): v128 {
  const size = f32x4.abs(x);
  let power = demoted(
    power64(f64x2.promote_low_f32x4(size), f64x2.promote_low_f32x4(y)),
    power64(f64x2.promote_low_f32x4(upper(size)), f64x2.promote_low_f32x4(upper(y))),
  );
  const half = f32x4.mul(y, f32x4.splat(0.5));
  const whole = f32x4.eq(f32x4.trunc(y), y);
  const odd = v128.andnot(whole, f32x4.eq(f32x4.trunc(half), half));
  power = v128.or(power, v128.and(signOf(x), odd));
  const undefinedRoot = v128.and(v128.andnot(negative(x), whole), f32x4.gt(x, f32x4.splat(-Infinity)));
  power = v128.bitselect(f32x4.splat(NaN), power, undefinedRoot);
  return v128.bitselect(f32x4.splat(1), power, f32x4.eq(y, f32x4.splat(0)));
}
