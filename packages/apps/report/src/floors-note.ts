import {
  type Cell,
  type Comparison,
  compareTo,
  defaultMetrics,
  type Mark,
  type MetricInfo,
} from '@ildl/benchmark';
import { html, type Markup } from './markup.js';
import type { SettingScores } from './scores.js';
import { floors } from './table-order.js';

/**
 * Says which methods of a table are significantly better than the floors, the predictors that look at no
 * features. A score that does not beat them shows no learning.
 *
 * @param cells The cells of the setting of the table.
 */
export function floorsNote(
  { rows, columns, labels }: SettingScores,
  cells: readonly Cell[],
  metrics: readonly MetricInfo[] = defaultMetrics,
): Markup {
  const present = floors.filter((floor) => rows.some(({ method }) => method === floor));
  const nameOf = new Map(rows.map(({ method, name }) => [method, name]));
  const namesOf = (methods: readonly string[]) => list(methods.map((method) => nameOf.get(method) as string));
  const others = rows.map(({ method }) => method).filter((method) => !present.includes(method));
  if (present.length === 0)
    return html`<p class="note">The floors uniform and mean were not run: the table does not say which methods are better than a constant.</p>`;
  const names = present.join(' and ');
  if (others.length === 0) return html`<p class="note">There is no method beside the ${names} floor.</p>`;
  const comparisons = present
    .flatMap((floor) => compareTo(floor, cells, metrics))
    .filter((one) => one.labels === labels && others.includes(one.method));
  if (comparisons.every(({ mark }) => mark === ''))
    return html`<p class="note">No test against ${names}: it needs at least two folds or seeds.</p>`;
  const sentence = (markOf: (one: Comparison) => Mark): Markup => {
    const better = others.map((method) => ({
      method,
      metrics: columns.filter(({ metric }) => {
        const own = comparisons.filter((one) => one.method === method && one.metric === metric);
        return own.length === present.length && own.every((one) => markOf(one) === '◄');
      }),
    }));
    const always = better.filter(({ metrics }) => metrics.length === columns.length);
    const partly = better.filter(({ metrics }) => metrics.length > 0 && metrics.length < columns.length);
    const never = better.filter(({ metrics }) => metrics.length === 0);
    const parts = [
      ...(always.length > 0
        ? [html`<b>${namesOf(always.map(({ method }) => method))}</b> on every metric`]
        : []),
      ...partly.map(
        ({ method, metrics }) =>
          html`<b>${namesOf([method])}</b> on ${list(metrics.map(({ title }) => title))}`,
      ),
      ...(never.length > 0 ? [html`${namesOf(never.map(({ method }) => method))} on none`] : []),
    ];
    return html`${parts.map((part, i) => html`${i === 0 ? '' : '; '}${part}`)}`;
  };
  const paired = sentence(({ mark }) => mark);
  const corrected = sentence(({ correctedMark }) => correctedMark);
  return html`<p class="note">Significantly better than ${present.length === 2 ? 'both floors' : 'the floor'}, ${names}: ${paired}. By the corrected resampled t-test: ${corrected.markup === paired.markup ? 'the same' : corrected}.</p>`;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
