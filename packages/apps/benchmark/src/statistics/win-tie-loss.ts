import type { Comparison, Mark } from './compare-to.js';
import type { LabelGroup } from './group-cells.js';

/** How often the reference is significantly better than a method, not different, and significantly worse. */
export interface Tally {
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** Settings in which no test was possible. */
  readonly untested: number;
}

/** The reference against one method over all settings, in one metric. */
export interface WinTieLoss {
  readonly reference: string;
  readonly method: string;
  readonly metric: string;
  readonly labels: LabelGroup;
  /** By the paper's paired t-test. */
  readonly paired: Tally;
  /** By the corrected resampled t-test. */
  readonly corrected: Tally;
}

/** Counts the marks of comparisons over their settings: one entry for each reference, method, label group and metric. */
export function winTieLoss(comparisons: readonly Comparison[]): readonly WinTieLoss[] {
  const groups = new Map<string, Comparison[]>();
  for (const one of comparisons) {
    const key = JSON.stringify([one.reference, one.method, one.labels, one.metric]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((members) => {
    const { reference, method, metric, labels } = members[0] as Comparison;
    return {
      reference,
      method,
      metric,
      labels,
      paired: tally(members.map(({ mark }) => mark)),
      corrected: tally(members.map(({ correctedMark }) => correctedMark)),
    };
  });
}

function tally(marks: readonly Mark[]): Tally {
  const count = (mark: Mark) => marks.filter((one) => one === mark).length;
  return { wins: count('●'), ties: count('○'), losses: count('◄'), untested: count('') };
}
