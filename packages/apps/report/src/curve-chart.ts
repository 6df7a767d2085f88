import { mean } from '@ildl/benchmark';
import * as Plot from '@observablehq/plot';
import type { Markup } from './markup.js';
import { plotSvg } from './plot-svg.js';
import { seriesColour } from './series-colour.js';

export interface Point {
  readonly epoch: number;
  readonly value: number;
}

type Line = readonly Point[];

/** One quantity over the epochs: a line for each fold and seed. */
export interface Series {
  /** Printed beside the curve; may be empty where there is one series only. */
  readonly name: string;
  /** Place among the colours of the page. */
  readonly colour: number;
  readonly lines: readonly Line[];
  /** Lines that are drawn, but that neither the mean nor the axis takes in. */
  readonly astray?: readonly Line[];
  /** Points to mark with a dot. */
  readonly marked?: readonly Point[];
}

const width = 340;
const height = 200;
const margins = { marginTop: 10, marginBottom: 36, marginLeft: 52 };
const labelHeight = 13;

/**
 * Curves as in the paper's Figures 3 and 4: a thin line for each fold and a thick one for their mean. The axis
 * spans the lines that are not astray; what lies outside is cut off, so that a diverged fold does not flatten
 * the others.
 */
export function curveChart(name: string, series: readonly Series[]): Markup {
  const y = span(series.flatMap(({ lines }) => lines.flat().map(({ value }) => value)));
  const cut = ({ value }: Point) => (value >= y[0] && value <= y[1] ? value : Number.NaN);
  const x = extent(
    series.flatMap(({ lines, astray = [] }) => [...lines, ...astray].flat().map(({ epoch }) => epoch)),
  );
  const labels = series.map((one) => (one.name.length > 18 ? `${one.name.slice(0, 17)}…` : one.name));
  const means = series.map(({ lines }) => meanLine(lines));
  const ends = means.map((line) => line.findLast((point) => !Number.isNaN(cut(point))));
  const shifts = spread(ends.map((end) => (end ? pixel(end.value, y) : 0)));
  return plotSvg(name, {
    width,
    height,
    ...margins,
    marginRight: 14 + 6.3 * Math.max(...labels.map((label) => label.length)),
    x: {
      domain: x[0] === x[1] ? [x[0] - 1, x[1] + 1] : x,
      ticks: x[1] - x[0] < 6 ? Array.from({ length: x[1] - x[0] + 1 }, (_, i) => x[0] + i) : 5,
      label: 'epoch',
      labelAnchor: 'center',
      labelArrow: 'none',
      tickFormat: 'd',
      tickSize: 0,
    },
    y: { domain: y, ticks: 4, ...shortTicks(y), label: null, tickSize: 0, grid: true },
    marks: series.flatMap(({ colour, lines, astray = [], marked = [] }, i) => {
      const stroke = seriesColour(colour);
      const folds = [...lines, ...astray].flatMap((line, fold) => line.map((point) => ({ ...point, fold })));
      const central = means[i] as Line;
      return [
        Plot.line(folds, { x: 'epoch', y: cut, z: 'fold', stroke, strokeWidth: 0.8, strokeOpacity: 0.35 }),
        Plot.line(central, { x: 'epoch', y: cut, stroke, strokeWidth: 2.25 }),
        ...(central.length === 1 ? [Plot.dot(central, { x: 'epoch', y: cut, fill: stroke, r: 3 })] : []),
        Plot.dot(marked, {
          x: 'epoch',
          y: cut,
          r: 3,
          fill: 'var(--surface)',
          stroke,
          strokeWidth: 1.5,
        }),
        Plot.text(
          [ends[i]].flatMap((end) => end ?? []),
          {
            x: x[1],
            y: cut,
            dy: shifts[i] as number,
            dx: 6,
            text: () => labels[i],
            textAnchor: 'start',
            fill: stroke,
          },
        ),
      ];
    }),
  });
}

/** The mean over the lines that have a finite value at an epoch. */
function meanLine(lines: readonly Line[]): Line {
  const byEpoch = new Map<number, number[]>();
  for (const { epoch, value } of lines.flat())
    if (Number.isFinite(value)) byEpoch.set(epoch, [...(byEpoch.get(epoch) ?? []), value]);
  return [...byEpoch]
    .map(([epoch, values]) => ({ epoch, value: mean(values) }))
    .sort((a, b) => a.epoch - b.epoch);
}

/** From the least to the greatest value, with some air where they are the same. */
function span(values: readonly number[]): [number, number] {
  const [low, high] = extent(values);
  if (low > high) return [0, 1];
  const air = high > low ? 0.04 * (high - low) : Math.abs(low) / 10 || 1;
  return [low - air, high + air];
}

/** Least and greatest finite value; the other way round where there is none. */
function extent(values: readonly number[]): [number, number] {
  return values
    .filter(Number.isFinite)
    .reduce<[number, number]>(
      ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    );
}

/** Exponents where digits would not fit beside the axis. */
function shortTicks([low, high]: readonly [number, number]): { tickFormat?: string } {
  const size = Math.max(Math.abs(low), Math.abs(high));
  return size >= 1e4 || size < 1e-3 ? { tickFormat: '.1e' } : {};
}

function pixel(value: number, [low, high]: readonly [number, number]): number {
  const { marginTop, marginBottom } = margins;
  return marginTop + ((high - value) / (high - low)) * (height - marginTop - marginBottom);
}

/** By how much to move labels at these heights so that none lies on another. */
function spread(heights: readonly number[]): readonly number[] {
  const order = [...heights.keys()].sort((a, b) => (heights[a] as number) - (heights[b] as number));
  const placed = [...heights];
  let above = Number.NEGATIVE_INFINITY;
  for (const i of order) {
    placed[i] = Math.max(placed[i] as number, above + labelHeight);
    above = placed[i] as number;
  }
  let below = height - margins.marginBottom - 4;
  for (const i of order.reverse()) {
    placed[i] = Math.min(placed[i] as number, below);
    below = (placed[i] as number) - labelHeight;
  }
  return placed.map((value, i) => value - (heights[i] as number));
}
