/** A point of the line that is searched. */
export interface LinePoint {
  /** How far along the direction. */
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

/** Sufficient decrease: f(a) ≤ f(0) + 1e-3 a f′(0). */
const decrease = 1e-3;
/** Curvature: |f′(a)| ≤ 0.9 |f′(0)|. */
const curvature = 0.9;
/** An interval this narrow, relative to its upper end, is searched no further. */
const narrow = 0.1;
const evaluations = 20;
const furthest = 1e10;

/** Where the cubic through two points has its minimum: the share of the way from the one to the other. */
const cubicShare = (from: LinePoint, to: LinePoint): number => {
  const theta = (3 * (from.value - to.value)) / (to.step - from.step) + from.slope + to.slope;
  const scale = Math.max(Math.abs(theta), Math.abs(from.slope), Math.abs(to.slope));
  const inside = (theta / scale) ** 2 - (from.slope / scale) * (to.slope / scale);
  const root = scale * Math.sqrt(Math.max(0, inside)) * (to.step > from.step ? 1 : -1);
  return root === 0
    ? Number.POSITIVE_INFINITY
    : (root - from.slope + theta) / (2 * root - from.slope + to.slope);
};

/** Where the line through the slopes of two points is 0: the share of the way from the one to the other. */
const secantShare = (from: LinePoint, to: LinePoint): number => from.slope / (from.slope - to.slope);

/** The interval that is searched: `low` has the lowest value so far; with `bracketed` a minimum lies between the two. */
interface Interval {
  readonly low: LinePoint;
  readonly high: LinePoint;
  readonly bracketed: boolean;
}

/** The next step to try by Moré and Thuente's four cases, before it is kept inside the interval. */
const nextStep = ({ low, high, bracketed }: Interval, trial: LinePoint, limit: number): number => {
  const away = (from: LinePoint, to: LinePoint, share: number) => from.step + share * (to.step - from.step);
  const closer = (a: number, b: number, to: number) => (Math.abs(a - to) < Math.abs(b - to) ? a : b);
  if (trial.value > low.value) {
    const cubic = away(low, trial, cubicShare(low, trial));
    const chord = (low.value - trial.value) / (trial.step - low.step);
    const quadratic = away(low, trial, low.slope / (chord + low.slope) / 2);
    return closer(cubic, quadratic, low.step) === cubic ? cubic : cubic + (quadratic - cubic) / 2;
  }
  const secant = away(trial, low, secantShare(trial, low));
  const share = cubicShare(trial, low);
  if (trial.slope * low.slope < 0) {
    const cubic = away(trial, low, share);
    return closer(cubic, secant, trial.step) === cubic ? secant : cubic;
  }
  if (Math.abs(trial.slope) < Math.abs(low.slope)) {
    const cubic = share < 0 ? away(trial, low, share) : limit;
    const near = closer(cubic, secant, trial.step);
    if (!bracketed) return near === cubic ? secant : cubic;
    const bound = away(trial, high, 0.66);
    return trial.step > low.step ? Math.min(bound, near) : Math.max(bound, near);
  }
  return bracketed ? away(trial, high, cubicShare(trial, high)) : limit;
};

/**
 * A step that fulfils the strong Wolfe conditions (Moré, Thuente 1994). Where rounding leaves no better point, the
 * lowest one found is taken.
 * @param at computes a point of the line, and keeps it until another is better than it and `best`, the lowest so far
 * @param origin the point at step 0, whose slope is negative
 * @param first the first step to try
 * @returns `undefined` where no point lower than the origin was found
 */
export const lineSearch = <P extends LinePoint>(
  at: (step: number, best: P | undefined) => P,
  origin: LinePoint,
  first: number,
): P | undefined => {
  const wanted = decrease * origin.slope;
  /** While no point with a sufficient decrease and a rising slope is known, ψ(a) = f(a) − f(0) − 1e-3 a f′(0) is searched. */
  const tilted = (point: LinePoint): LinePoint => ({
    step: point.step,
    value: point.value - origin.value - wanted * point.step,
    slope: point.slope - wanted,
  });
  let interval: Interval = { low: origin, high: origin, bracketed: false };
  let best: P | undefined;
  let searchesTilted = true;
  let step = first;
  let ceiling = furthest;
  let widths: readonly [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let evaluation = 0; evaluation < evaluations; evaluation++) {
    const trial = at(step, best);
    if (!Number.isFinite(trial.value) || !Number.isFinite(trial.slope)) {
      ceiling = step;
      step = (interval.low.step + step) / 2;
      continue;
    }
    if (trial.value < (best ?? origin).value) best = trial;
    const enough = origin.value + step * wanted;
    if (trial.value <= enough && Math.abs(trial.slope) <= curvature * -origin.slope) return trial;
    if (trial.value <= enough && trial.slope >= 0) searchesTilted = false;

    const { low, high, bracketed } = interval;
    const limit = Math.min(ceiling, trial.step + 4 * (trial.step - low.step));
    const tilts = searchesTilted && trial.value <= low.value && trial.value > enough;
    const shape = tilts ? tilted : (point: LinePoint) => point;
    step = nextStep({ low: shape(low), high: shape(high), bracketed }, shape(trial), limit);

    const [rises, turns] = [shape(trial).value > shape(low).value, shape(trial).slope * shape(low).slope < 0];
    interval = rises
      ? { low, high: trial, bracketed: true }
      : { low: trial, high: turns ? low : high, bracketed: bracketed || turns };

    const [start, end] = [interval.low.step, interval.high.step];
    if (interval.bracketed) {
      const [lower, upper] = [Math.min(start, end), Math.max(start, end)];
      if (upper - lower <= narrow * upper && best) return best;
      if (!(upper - lower < 0.66 * widths[0])) step = start + (end - start) / 2;
      widths = [widths[1], upper - lower];
      if (!(step > lower && step < upper)) step = start + (end - start) / 2;
      if (step === start || step === end) return best;
    } else {
      step = Math.min(Math.max(step, trial.step + 1.1 * (trial.step - low.step)), limit);
      if (step >= ceiling) step = (start + ceiling) / 2;
    }
  }
  return best;
};
