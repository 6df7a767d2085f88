// Functions of four float32 lanes. They multiply and add in two roundings in every build, so that all builds and
// processors agree to the bit. The polynomials are near-minimax (Chebyshev) fits over the reduced range, the highest
// power first. Constants are in memory: V8 makes a vector constant in three instructions, and loads one in one.

const zero = memory.data<f32>([0]);
const half = memory.data<f32>([0.5]);
const one = memory.data<f32>([1]);
const two = memory.data<f32>([2]);
const four = memory.data<f32>([4]);
const infinity = memory.data<f32>([Infinity, -Infinity]);
const notANumber = memory.data<f32>([NaN]);
const signBit = memory.data<u32>([0x80000000]);
const exponentBias = memory.data<i32>([127]);
/** Added to a small number it leaves the nearest whole number in the last bits. */
const rounding = memory.data<f32>([12582912]);
const log2e = memory.data<f32>([<f32>Math.LOG2E]);
/** log 2 in two parts, of which the first times a whole number is exact. */
const logOfTwo = memory.data<f32>([0.693359375, -2.12194440054691e-4]);

function constant(table: usize, i: i32 = 0): v128 {
  return v128.load32_splat(table + ((<usize>i) << 2));
}

function horner(sum: v128, x: v128, table: usize, i: i32): v128 {
  return f32x4.add(f32x4.mul(sum, x), constant(table, i));
}

function signOf(x: v128): v128 {
  return v128.and(x, constant(signBit));
}

/** The i32 in the last bits of what `rounding` was added to. */
function wholeNumber(rounded: v128): v128 {
  return i32x4.sub(rounded, constant(rounding));
}

/** 2^n for whole n from -126 to 127, given as i32. */
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, constant(exponentBias)), 23);
}

/** x within the range in which a function is neither 0 nor infinite, and a little more; NaN stays. */
function clamped(x: v128, range: usize): v128 {
  return f32x4.pmin(f32x4.pmax(x, constant(range, 0)), constant(range, 1));
}

function roundedPowers(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, constant(log2e)), constant(rounding));
}

/** x - n log 2 */
function withoutPowers(x: v128, n: v128): v128 {
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, constant(logOfTwo, 0))), f32x4.mul(n, constant(logOfTwo, 1)));
}

const expm1Polynomial = memory.data<f32>([
  0.00019891981314, 0.00139345419283, 0.00833331002423, 0.0416664568097, 0.166666666825, 0.500000001429,
]);

/** e^r - 1 for |r| <= log(2) / 2. */
function reducedExpm1(r: v128): v128 {
  let sum = constant(expm1Polynomial);
  sum = horner(sum, r, expm1Polynomial, 1);
  sum = horner(sum, r, expm1Polynomial, 2);
  sum = horner(sum, r, expm1Polynomial, 3);
  sum = horner(sum, r, expm1Polynomial, 4);
  sum = horner(sum, r, expm1Polynomial, 5);
  return f32x4.add(f32x4.mul(sum, f32x4.mul(r, r)), r);
}

/** Down to the smallest normal number: results below it cost much time. */
const expRange = memory.data<f32>([-87.33654, 89]);

/** e^x; 0 where the result is subnormal. */
export function exp(x: v128): v128 {
  const near = clamped(x, expRange);
  const rounded = roundedPowers(near);
  const r = withoutPowers(near, f32x4.sub(rounded, constant(rounding)));
  const y = f32x4.add(reducedExpm1(r), constant(one));
  // 2^128 is no float32, but the halves of n give two factors that are.
  const n = wholeNumber(rounded);
  const low = i32x4.shr_s(n, 1);
  const result = f32x4.mul(f32x4.mul(y, powerOfTwo(low)), powerOfTwo(i32x4.sub(n, low)));
  return v128.andnot(result, f32x4.lt(x, constant(expRange)));
}

const expm1Range = memory.data<f32>([-30, 89]);
const lessThanBias = memory.data<i32>([126]);

/** e^x - 1, exact to the last places near 0 too. */
export function expm1(x: v128): v128 {
  const near = clamped(x, expm1Range);
  const rounded = roundedPowers(near);
  const y = reducedExpm1(withoutPowers(near, f32x4.sub(rounded, constant(rounding))));
  // Half of the result, so that 2^(n - 1) is finite where the result is.
  const scale = i32x4.shl(i32x4.add(wholeNumber(rounded), constant(lessThanBias)), 23);
  const result = f32x4.add(f32x4.mul(scale, y), f32x4.sub(scale, constant(half)));
  return v128.bitselect(x, f32x4.add(result, result), f32x4.eq(x, constant(zero)));
}

const smallestNormal = memory.data<f32>([1.1754943508222875e-38]);
/** 2^23, which makes every subnormal number normal, and its power. */
const subnormalScale = memory.data<f32>([8388608]);
const subnormalPower = memory.data<i32>([23]);
const mantissaBits = memory.data<i32>([0x007fffff]);
const rootHalf = memory.data<f32>([<f32>Math.SQRT1_2]);
const logPolynomial = memory.data<f32>([
  0.0697161147145, -0.114797338466, 0.116854199235, -0.124256873315, 0.142490576457, -0.166678023195,
  0.200007157489, -0.24999996958, 0.3333333118,
]);

/** Natural logarithm. */
export function log(x: v128): v128 {
  const subnormal = f32x4.lt(x, constant(smallestNormal));
  const normal = v128.bitselect(f32x4.mul(x, constant(subnormalScale)), x, subnormal);
  const exponents = i32x4.sub(i32x4.shr_u(normal, 23), constant(lessThanBias));
  let m = v128.or(v128.and(normal, constant(mantissaBits)), constant(half));
  // m is from 0.5 to 1; below sqrt(1/2) it is doubled, and -1 is true.
  const low = f32x4.lt(m, constant(rootHalf));
  m = f32x4.sub(f32x4.add(m, v128.and(m, low)), constant(one));
  const e = f32x4.convert_i32x4_s(
    i32x4.sub(i32x4.add(exponents, low), v128.and(subnormal, constant(subnormalPower))),
  );
  let sum = constant(logPolynomial);
  sum = horner(sum, m, logPolynomial, 1);
  sum = horner(sum, m, logPolynomial, 2);
  sum = horner(sum, m, logPolynomial, 3);
  sum = horner(sum, m, logPolynomial, 4);
  sum = horner(sum, m, logPolynomial, 5);
  sum = horner(sum, m, logPolynomial, 6);
  sum = horner(sum, m, logPolynomial, 7);
  sum = horner(sum, m, logPolynomial, 8);
  const square = f32x4.mul(m, m);
  let y = f32x4.mul(f32x4.mul(sum, m), square);
  y = f32x4.add(y, f32x4.mul(e, constant(logOfTwo, 1)));
  y = f32x4.sub(y, f32x4.mul(square, constant(half)));
  y = f32x4.add(f32x4.add(m, y), f32x4.mul(e, constant(logOfTwo, 0)));
  y = v128.bitselect(constant(infinity, 1), y, f32x4.eq(x, constant(zero)));
  y = v128.bitselect(constant(notANumber), y, f32x4.lt(x, constant(zero)));
  // Infinity and NaN are their own logarithms.
  return v128.bitselect(y, x, f32x4.lt(x, constant(infinity)));
}

/** log(1 + x), exact to the last places near 0 too. */
export function log1p(x: v128): v128 {
  const u = f32x4.add(x, constant(one));
  const lost = f32x4.div(f32x4.sub(x, f32x4.sub(u, constant(one))), u);
  const usable = v128.and(f32x4.gt(u, constant(zero)), f32x4.lt(u, constant(infinity)));
  const y = f32x4.add(log(u), v128.and(lost, usable));
  return v128.bitselect(x, y, f32x4.eq(u, constant(one)));
}

const tanhNear = memory.data<f32>([0.625]);
const tanhPolynomial = memory.data<f32>([
  0.00229180942076, -0.00834311963855, 0.0217686663251, -0.0539592285561, 0.133333034259, -0.333333331713,
]);

/** Hyperbolic tangent. */
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  let sum = constant(tanhPolynomial);
  sum = horner(sum, square, tanhPolynomial, 1);
  sum = horner(sum, square, tanhPolynomial, 2);
  sum = horner(sum, square, tanhPolynomial, 3);
  sum = horner(sum, square, tanhPolynomial, 4);
  sum = horner(sum, square, tanhPolynomial, 5);
  const near = f32x4.add(x, f32x4.mul(f32x4.mul(sum, square), x));
  const grown = f32x4.add(exp(f32x4.add(size, size)), constant(one));
  const far = v128.or(f32x4.sub(constant(one), f32x4.div(constant(two), grown)), signOf(x));
  return v128.bitselect(near, far, f32x4.lt(size, constant(tanhNear)));
}

const erfPolynomial = memory.data<f32>([
  7.87587506269e-5, -0.000801686428717, 0.00518908742343, -0.0268542120106, 0.112835947152, -0.376126266667,
  1.12837916585,
]);
/** Logarithm of the complement from 1 to 4. */
const erfcPolynomial = memory.data<f32>([
  1.63715141459e-6, -4.60580426892e-5, 0.000596805625661, -0.00475959629327, 0.0264211360057, -0.110080082949,
  -0.631826051559, -1.13023343484, 0.000320138049678,
]);

/** Error function. */
export function erf(x: v128): v128 {
  const size = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  let sum = constant(erfPolynomial);
  sum = horner(sum, square, erfPolynomial, 1);
  sum = horner(sum, square, erfPolynomial, 2);
  sum = horner(sum, square, erfPolynomial, 3);
  sum = horner(sum, square, erfPolynomial, 4);
  sum = horner(sum, square, erfPolynomial, 5);
  sum = horner(sum, square, erfPolynomial, 6);
  const near = f32x4.mul(sum, x);
  // From 4 on the result rounds to 1.
  const t = f32x4.pmin(size, constant(four));
  let power = constant(erfcPolynomial);
  power = horner(power, t, erfcPolynomial, 1);
  power = horner(power, t, erfcPolynomial, 2);
  power = horner(power, t, erfcPolynomial, 3);
  power = horner(power, t, erfcPolynomial, 4);
  power = horner(power, t, erfcPolynomial, 5);
  power = horner(power, t, erfcPolynomial, 6);
  power = horner(power, t, erfcPolynomial, 7);
  power = horner(power, t, erfcPolynomial, 8);
  const far = v128.or(f32x4.sub(constant(one), exp(power)), signOf(x));
  return v128.bitselect(near, far, f32x4.lt(size, constant(one)));
}

function constant64(table: usize, i: i32 = 0): v128 {
  return v128.load64_splat(table + ((<usize>i) << 3));
}

function horner64(sum: v128, x: v128, table: usize, i: i32): v128 {
  return f64x2.add(f64x2.mul(sum, x), constant64(table, i));
}

function lowerDoubles(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

function upperDoubles(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1));
}

function singles(lower: v128, upper: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(lower), f32x4.demote_f64x2_zero(upper), 0, 2);
}

/** As `rounding`, of float64. */
const rounding64 = memory.data<f64>([6755399441055744]);
const turnsOfRadian = memory.data<f64>([0.6366197723675814]);
/** pi / 2 in three parts, whose products with whole numbers are exact to 2^29. */
const quarterTurn = memory.data<f64>([1.570796251296997, 7.549789415861596e-8, 5.390302858158119e-15]);
const reducedRange = memory.data<f64>([-0.8, 0.8]);

function roundedTurns(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, constant64(turnsOfRadian)), constant64(rounding64));
}

/** x without its quarter turns; for huge x it is wrong, but its sine is still a sine. */
function withoutTurns(x: v128, rounded: v128): v128 {
  const n = f64x2.sub(rounded, constant64(rounding64));
  let r = f64x2.sub(x, f64x2.mul(n, constant64(quarterTurn, 0)));
  r = f64x2.sub(r, f64x2.mul(n, constant64(quarterTurn, 1)));
  r = f64x2.sub(r, f64x2.mul(n, constant64(quarterTurn, 2)));
  return f64x2.pmin(f64x2.pmax(r, constant64(reducedRange, 0)), constant64(reducedRange, 1));
}

const oneBit = memory.data<i32>([1]);
const twoBit = memory.data<i32>([2]);
const sinPolynomial = memory.data<f32>([
  2.72468687229e-6, -0.000198400630408, 0.00833333183063, -0.166666666637,
]);
const cosPolynomial = memory.data<f32>([
  -2.72984076528e-7, 2.48005806014e-5, -0.00138888876352, 0.0416666666642, -0.5, 1,
]);

/** sin(x + shift pi / 2), with `shift` four i32. */
function shiftedSine(x: v128, shift: v128): v128 {
  const lower = lowerDoubles(x);
  const upper = upperDoubles(x);
  const lowerTurns = roundedTurns(lower);
  const upperTurns = roundedTurns(upper);
  const r = singles(withoutTurns(lower, lowerTurns), withoutTurns(upper, upperTurns));
  const turns = i32x4.add(v128.shuffle<i32>(lowerTurns, upperTurns, 0, 2, 4, 6), shift);
  const square = f32x4.mul(r, r);
  let sine = constant(sinPolynomial);
  sine = horner(sine, square, sinPolynomial, 1);
  sine = horner(sine, square, sinPolynomial, 2);
  sine = horner(sine, square, sinPolynomial, 3);
  sine = f32x4.add(r, f32x4.mul(f32x4.mul(sine, square), r));
  let cosine = constant(cosPolynomial);
  cosine = horner(cosine, square, cosPolynomial, 1);
  cosine = horner(cosine, square, cosPolynomial, 2);
  cosine = horner(cosine, square, cosPolynomial, 3);
  cosine = horner(cosine, square, cosPolynomial, 4);
  cosine = horner(cosine, square, cosPolynomial, 5);
  const odd = i32x4.eq(v128.and(turns, constant(oneBit)), constant(oneBit));
  const flip = i32x4.shl(v128.and(turns, constant(twoBit)), 30);
  return v128.xor(v128.bitselect(cosine, sine, odd), flip);
}

/** Sine of radians, to |x| = 8e8; beyond that some number from -1 to 1. */
export function sin(x: v128): v128 {
  return v128.bitselect(x, shiftedSine(x, constant(zero)), f32x4.eq(x, constant(zero)));
}

/** Cosine of radians, to |x| = 8e8; beyond that some number from -1 to 1. */
export function cos(x: v128): v128 {
  return shiftedSine(x, constant(oneBit));
}

const one64 = memory.data<f64>([1]);
const half64 = memory.data<f64>([0.5]);
const zero64 = memory.data<f64>([0]);
const root64 = memory.data<f64>([Math.SQRT2]);
const infinity64 = memory.data<f64>([Infinity, -Infinity]);
const mantissaBits64 = memory.data<i64>([0x000fffffffffffff]);
/** The bits of 2^52: with an exponent in the last bits it is the float64 of both. */
const exponentBits64 = memory.data<i64>([0x4330000000000000]);
const exponentOffset64 = memory.data<f64>([4503599627371519]);
/** As `rounding`, and the bias of an exponent. */
const biasedRounding64 = memory.data<f64>([6755399441056767]);
const powerRange = memory.data<f64>([-200, 200]);
/** log2 of (1 + s) / (1 - s) over s, of squares of s. */
const log2Polynomial = memory.data<f64>([
  0.282887039415608, 0.319906670368925, 0.412209227113653, 0.577077942632255, 0.961796694112353,
  2.88539008177785,
]);
const exp2Polynomial = memory.data<f64>([
  1.53037007113657e-5, 0.000154697292141183, 0.00133334784736854, 0.00961802561331803, 0.0555041090632587,
  0.240226512134981, 0.693147180556832, 1,
]);

/** x^y of two float64 lanes that hold float32 numbers, x >= 0, to some 1e-10. */
function power64(x: v128, y: v128): v128 {
  let m = v128.or(v128.and(x, constant64(mantissaBits64)), constant64(one64));
  const big = f64x2.gt(m, constant64(root64));
  const exponent = f64x2.sub(
    v128.or(i64x2.shr_u(x, 52), constant64(exponentBits64)),
    constant64(exponentOffset64),
  );
  const e = f64x2.add(exponent, v128.and(big, constant64(one64)));
  m = f64x2.mul(m, v128.bitselect(constant64(half64), constant64(one64), big));
  const s = f64x2.div(f64x2.sub(m, constant64(one64)), f64x2.add(m, constant64(one64)));
  const square = f64x2.mul(s, s);
  let sum = constant64(log2Polynomial);
  sum = horner64(sum, square, log2Polynomial, 1);
  sum = horner64(sum, square, log2Polynomial, 2);
  sum = horner64(sum, square, log2Polynomial, 3);
  sum = horner64(sum, square, log2Polynomial, 4);
  sum = horner64(sum, square, log2Polynomial, 5);
  let logarithm = f64x2.add(e, f64x2.mul(sum, s));
  logarithm = v128.bitselect(constant64(infinity64, 1), logarithm, f64x2.eq(x, constant64(zero64)));
  logarithm = v128.bitselect(logarithm, x, f64x2.lt(x, constant64(infinity64)));

  let t = f64x2.pmax(f64x2.mul(y, logarithm), constant64(powerRange, 0));
  t = f64x2.pmin(t, constant64(powerRange, 1));
  // The last bits are the whole part of t, and the bias.
  const rounded = f64x2.add(t, constant64(biasedRounding64));
  const f = f64x2.sub(t, f64x2.sub(rounded, constant64(biasedRounding64)));
  let power = constant64(exp2Polynomial);
  power = horner64(power, f, exp2Polynomial, 1);
  power = horner64(power, f, exp2Polynomial, 2);
  power = horner64(power, f, exp2Polynomial, 3);
  power = horner64(power, f, exp2Polynomial, 4);
  power = horner64(power, f, exp2Polynomial, 5);
  power = horner64(power, f, exp2Polynomial, 6);
  power = horner64(power, f, exp2Polynomial, 7);
  return f64x2.mul(power, i64x2.shl(rounded, 52));
}

/** x^y as Math.pow has it: 1 for y = 0, NaN for |x| = 1 with infinite y and for x < 0 with y that is not whole. */
export function pow(x: v128, y: v128): v128 {
  const size = f32x4.abs(x);
  let power = singles(
    power64(lowerDoubles(size), lowerDoubles(y)),
    power64(upperDoubles(size), upperDoubles(y)),
  );
  const halves = f32x4.mul(y, constant(half));
  const whole = f32x4.eq(f32x4.trunc(y), y);
  const odd = v128.andnot(whole, f32x4.eq(f32x4.trunc(halves), halves));
  power = v128.or(power, v128.and(signOf(x), odd));
  const finiteNegative = v128.and(f32x4.lt(x, constant(zero)), f32x4.gt(x, constant(infinity, 1)));
  power = v128.bitselect(constant(notANumber), power, v128.andnot(finiteNegative, whole));
  return v128.bitselect(constant(one), power, f32x4.eq(y, constant(zero)));
}
