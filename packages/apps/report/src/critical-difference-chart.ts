import type { Ranking } from '@ildl/benchmark';
import * as Plot from '@observablehq/plot';
import type { Markup } from './markup.js';
import { plotSvg } from './plot-svg.js';
import { seriesColour } from './series-colour.js';

const width = 540;
const rowHeight = 16;
const barHeight = 6;

type Method = Ranking['methods'][number];

/**
 * Average ranks on a line, the best on the left; a bar joins methods that do not differ significantly by the Nemenyi
 * test, as in Demšar 2006.
 *
 * @param difference The critical difference.
 * @param reference Is drawn in a colour of its own.
 */
export function criticalDifferenceChart(
  name: string,
  methods: readonly Method[],
  difference: number,
  reference: string | undefined,
): Markup {
  const sorted = [...methods].sort((a, b) => a.average - b.average);
  const most = sorted.length;
  const half = Math.ceil(most / 2);
  const bars = alikes(sorted, difference);
  const axis = 52;
  const firstRow = axis + 14 + barHeight * bars.length;
  const height = firstRow + rowHeight * half;
  const margin = 18 + 6.3 * Math.max(...sorted.map(({ method }) => shortened(method).length));
  const pixels = (width - 2 * margin) / (most - 1);
  const leaders = sorted.map((one, i) => {
    const left = i < half;
    const y = firstRow + rowHeight * (left ? i : most - 1 - i);
    return { ...one, left, y, end: left ? 1 - 8 / pixels : most + 8 / pixels };
  });
  const ticks = Array.from({ length: most }, (_, i) => i + 1).filter(
    (rank) => most <= 12 || rank === 1 || rank === most || rank % 5 === 0,
  );
  const colourOf = ({ method }: Method) => (method === reference ? seriesColour(0) : 'currentColor');
  const segment = { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2' } as const;
  const rule = (x1: number, x2: number, y1: number, y2: number) => ({ x1, x2, y1, y2 });
  const shown = Math.min(difference, most - 1);
  return plotSvg(name, {
    width,
    height: height + 4,
    marginTop: 0,
    marginBottom: 0,
    marginLeft: margin,
    marginRight: margin,
    x: { domain: [1, most], axis: null },
    y: { domain: [height + 4, 0], axis: null },
    marks: [
      Plot.link(
        [
          rule(1, most, axis, axis),
          ...ticks.map((rank) => rule(rank, rank, axis - 4, axis)),
          rule(1, 1 + shown, 16, 16),
          ...[1, 1 + shown].map((end) => rule(end, end, 13, 19)),
        ],
        { ...segment, stroke: 'var(--muted)' },
      ),
      Plot.text(ticks, {
        x: (rank: number) => rank,
        y: axis - 11,
        text: (rank: number) => `${rank}`,
        fill: 'var(--muted)',
      }),
      Plot.text([1 + shown / 2], {
        x: (x: number) => x,
        y: 7,
        text: () =>
          `critical difference ${difference.toFixed(2)}${shown < difference ? ', beyond the axis' : ''}`,
        fill: 'var(--muted)',
      }),
      Plot.link(
        leaders.flatMap((one) => [
          { ...rule(one.average, one.average, axis, one.y), one },
          { ...rule(one.average, one.end, one.y, one.y), one },
        ]),
        { ...segment, stroke: ({ one }) => colourOf(one), strokeWidth: 1 },
      ),
      Plot.link(
        bars.map(([from, to], i) => {
          const y = axis + 8 + barHeight * i;
          return rule(from - 3 / pixels, to + 3 / pixels, y, y);
        }),
        { ...segment, stroke: 'currentColor', strokeWidth: 3.5 },
      ),
      ...[true, false].map((left) =>
        Plot.text(
          leaders.filter((one) => one.left === left),
          {
            x: 'end',
            y: 'y',
            dx: left ? -4 : 4,
            textAnchor: left ? 'end' : 'start',
            text: ({ method }: Method) => shortened(method),
            fill: colourOf,
          },
        ),
      ),
    ],
  });
}

/** The widest groups of methods whose average ranks differ by less than the critical difference, as spans of ranks. */
function alikes(sorted: readonly Method[], difference: number): readonly (readonly [number, number])[] {
  const spans = sorted.map(({ average }, i) => ({
    i,
    last: sorted.findLastIndex((other) => other.average - average < difference),
  }));
  return spans
    .filter(({ i, last }, k) => last > i && (k === 0 || last > (spans[k - 1]?.last ?? 0)))
    .map(({ i, last }) => [(sorted[i] as Method).average, (sorted[last] as Method).average] as const);
}

function shortened(method: string): string {
  return method.length > 18 ? `${method.slice(0, 17)}…` : method;
}
