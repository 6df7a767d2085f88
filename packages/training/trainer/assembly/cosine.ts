import { splat, step } from '../../../../tools/assembly/splat';

/** pi/2 in parts of 33 bits, and what each leaves. */
const part1: f64 = 1.5707963267341256;
const rest1: f64 = 6.077100506506192e-11;
const part2: f64 = 6.077100506303966e-11;
const rest2: f64 = 2.0222662487959506e-21;
const part3: f64 = 2.0222662487111665e-21;
const rest3: f64 = 8.4784276603689e-32;

const half = memory.data<f64>([0.5]);
const one = memory.data<f64>([1]);
const inverse = memory.data<f64>([0.6366197723675814]);
const firstPart = memory.data<f64>([part1]);
const firstRest = memory.data<f64>([rest1]);
const c1 = memory.data<f64>([0.0416666666666666]);
const c2 = memory.data<f64>([-0.001388888888887411]);
const c3 = memory.data<f64>([2.480158728947673e-5]);
const c4 = memory.data<f64>([-2.7557314351390663e-7]);
const c5 = memory.data<f64>([2.087572321298175e-9]);
const c6 = memory.data<f64>([-1.1359647557788195e-11]);
const s1 = memory.data<f64>([-0.16666666666666632]);
const s2 = memory.data<f64>([0.00833333333332249]);
const s3 = memory.data<f64>([-0.0001984126982985795]);
const s4 = memory.data<f64>([2.7557313707070068e-6]);
const s5 = memory.data<f64>([-2.5050760253406863e-8]);
const s6 = memory.data<f64>([1.58969099521155e-10]);
/** Bits of positive numbers, which are ordered as the numbers are. */
const abovePiQuarter = memory.data<i64>([0x3fe921fc_00000000]);
const nearMultiple = memory.data<i64>([0x3ee00000_00000000]);
const tiny = memory.data<i64>([0x3e400000_00000000]);
const point3 = memory.data<i64>([0x3fd33333_00000000]);
const above78125 = memory.data<i64>([0x3fe90001_00000000]);
const point28125 = memory.data<f64>([0.28125]);
const highBits = memory.data<i64>([0xffffffff_00000000]);
const twoExponents = memory.data<i64>([0x00200000_00000000]);

/**
 * Cosines of numbers in [0, 2 pi], bit by bit those of fdlibm (Sun Microsystems 1993): cosine or sine, with a sign, of
 * what x has beyond n pi/2. Operations are in its order.
 */
export function cosine(x: v128): v128 {
  const nearest = f64x2.floor(f64x2.add(f64x2.mul(x, splat(inverse)), splat(half)));
  const n = v128.andnot(nearest, f64x2.lt(x, splat(abovePiQuarter)));
  let head = f64x2.sub(x, f64x2.mul(n, splat(firstPart)));
  let tail = f64x2.mul(n, splat(firstRest));
  let y = f64x2.sub(head, tail);
  if (v128.any_true(f64x2.lt(f64x2.abs(y), splat(nearMultiple)))) {
    head = f64x2.splat(reduced(f64x2.extract_lane(x, 0), f64x2.extract_lane(n, 0)));
    tail = f64x2.splat(reducedTail);
    head = f64x2.replace_lane(head, 1, reduced(f64x2.extract_lane(x, 1), f64x2.extract_lane(n, 1)));
    tail = f64x2.replace_lane(tail, 1, reducedTail);
    y = f64x2.sub(head, tail);
  }
  tail = f64x2.sub(f64x2.sub(head, y), tail);
  const whole = i32x4.trunc_sat_f64x2_s_zero(n);
  const quadrant = v128.shuffle<i32>(whole, whole, 0, 0, 1, 1);
  const isOdd = i32x4.ne(v128.and(quadrant, i32x4.splat(1)), i32x4.splat(0));
  const value = v128.bitselect(sineOfRest(y, tail), cosineOfRest(y, tail), isOdd);
  // Minus where n mod 4 is 1 or 2.
  const sign = i64x2.shl(v128.and(i32x4.add(quadrant, i32x4.splat(1)), i32x4.splat(2)), 62);
  return v128.xor(value, sign);
}

function highWord(x: f64): i32 {
  return <i32>(reinterpret<i64>(x) >> 32);
}

let reducedTail: f64 = 0;

/** x - n pi/2 as a head and what is to be taken off that, in `reducedTail`: the nearer x is, the more parts it takes. */
function reduced(x: f64, n: f64): f64 {
  let head = x - n * part1;
  reducedTail = n * rest1;
  if (highWord(x) !== highWord(n * (Math.PI / 2))) return head;
  let before = head;
  head = before - n * part2;
  reducedTail = n * rest2 - (before - head - n * part2);
  const lostBits = (highWord(x) >> 20) - ((highWord(head - reducedTail) >> 20) & 0x7ff);
  if (n === 1 || lostBits <= 49) return head;
  before = head;
  head = before - n * part3;
  reducedTail = n * rest3 - (before - head - n * part3);
  return head;
}

/** The cosine of y + tail in [-pi/4, pi/4]. */
function cosineOfRest(y: v128, tail: v128): v128 {
  const z = f64x2.mul(y, y);
  const series = f64x2.mul(z, step(z, step(z, step(z, step(z, step(z, splat(c6), c5), c4), c3), c2), c1));
  // From 0.3 on, about y/4 is taken off both 1 and z/2.
  const size = f64x2.abs(y);
  const isLarge = f64x2.ge(size, splat(point3));
  const quarter = v128.and(i64x2.sub(v128.and(size, splat(highBits)), splat(twoExponents)), isLarge);
  const off = v128.bitselect(splat(point28125), quarter, f64x2.ge(size, splat(above78125)));
  const less = f64x2.sub(f64x2.mul(splat(half), z), off);
  const more = f64x2.sub(f64x2.mul(z, series), f64x2.mul(y, tail));
  return f64x2.sub(f64x2.sub(splat(one), off), f64x2.sub(less, more));
}

/** The sine of y + tail in [-pi/4, pi/4]. */
function sineOfRest(y: v128, tail: v128): v128 {
  const z = f64x2.mul(y, y);
  const v = f64x2.mul(z, y);
  const series = step(z, step(z, step(z, step(z, splat(s6), s5), s4), s3), s2);
  const ofTail = f64x2.sub(f64x2.mul(splat(half), tail), f64x2.mul(v, series));
  const less = f64x2.sub(f64x2.sub(f64x2.mul(z, ofTail), tail), f64x2.mul(v, splat(s1)));
  return v128.bitselect(y, f64x2.sub(y, less), f64x2.lt(f64x2.abs(y), splat(tiny)));
}
