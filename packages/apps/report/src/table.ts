import type { Mark } from '@ildl/benchmark';

/** A table ready to print: what every format renders. All texts are plain; the format escapes them. */
export interface Table {
  readonly title: string;
  /** What its entries are, and how they came about; may be empty. */
  readonly about: string;
  /** Heads the names of the rows. */
  readonly head: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Sentences beneath: what marks and signs mean. */
  readonly notes: readonly string[];
  /** Whether entries are words rather than numbers. */
  readonly words?: boolean;
}

export interface Column {
  readonly title: string;
  /** The direction of a metric. */
  readonly better?: 'lower' | 'higher';
  /** Columns of one group stand side by side and share its heading. */
  readonly group?: string;
}

export interface Row {
  readonly name: string;
  /** By default `method`. */
  readonly kind?: 'floor' | 'method' | 'reference';
  /** One a column. */
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly text: string;
  /** Whether it is among the best of its column. */
  readonly best?: boolean;
  /** Of a mean: its standard deviation. */
  readonly deviation?: string;
  /** A second figure. */
  readonly below?: string;
  /** What tests against the reference found, one a test. */
  readonly marks?: readonly Marking[];
  /** What is to be known of this entry alone, such as `1 diverged`. */
  readonly notes?: readonly string[];
  /** Whether it is code, such as options. */
  readonly code?: boolean;
}

export interface Marking {
  readonly test: Test;
  readonly sign: Mark;
  /** The statistic, the p-value and the number of pairs. */
  readonly about: string;
}

/** `paired`: the two-tailed paired t-test; `corrected`: the corrected resampled one (Nadeau and Bengio 2003). */
export type Test = 'paired' | 'corrected';

/** `KL ↓`: a title with the direction in which it is better. */
export function headingOf({ title, better }: Column): string {
  return better === undefined ? title : `${title} ${better === 'lower' ? '↓' : '↑'}`;
}

/** The marks of an entry, side by side. */
export function signsOf({ marks = [] }: Entry): string {
  return marks.map(({ sign }) => sign).join('');
}

/** Four digits behind the point, as the field prints its metrics; `—` for NaN. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '—';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return Math.abs(value) < 1e6 ? value.toFixed(4) : value.toExponential(4);
}

/** A probability to four digits. */
export function formatP(p: number): string {
  return p < 0.0001 ? p.toExponential(1) : p.toFixed(4);
}

/** A mean with its standard deviation where there is one; NaN has none. */
export function meanEntry(mean: number, deviation = Number.NaN): Entry {
  return {
    text: formatNumber(mean),
    ...(Number.isNaN(mean) || Number.isNaN(deviation) ? {} : { deviation: formatNumber(deviation) }),
  };
}
