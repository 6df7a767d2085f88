import { type Cell, mean } from '@ildl/benchmark';
import * as Plot from '@observablehq/plot';
import { html, type Markup } from './markup.js';
import { plotSvg } from './plot-svg.js';
import { seriesColour } from './series-colour.js';

/** The label mass of the training folds before and after sampling: each label's share, mean over the folds. */
export function labelMassChart(dataset: string, cells: readonly Cell[]): Markup {
  const folds = new Map(cells.map(({ config, labelMass }) => [`${config.seed} ${config.fold}`, labelMass]));
  const shares = (when: 'before' | 'after') => meanShares([...folds.values()].map((mass) => mass[when]));
  const [before, after] = [shares('before'), shares('after')];
  const sampled = before.some((share, label) => share !== after[label]);
  const bars = [
    { shares: before, from: sampled ? -0.38 : -0.3, to: sampled ? 0 : 0.3, fill: 'var(--bar)' },
    ...(sampled ? [{ shares: after, from: 0, to: 0.38, fill: seriesColour(0) }] : []),
  ];
  const highest = Math.max(...before, ...after);
  const labels = before.length;
  const step = Math.ceil(labels / 24);
  const svg = plotSvg(`Label mass of the training folds of ${dataset}`, {
    width: 700,
    height: 220,
    marginLeft: 48,
    marginTop: 10,
    marginRight: 14,
    marginBottom: 36,
    x: {
      domain: [-0.6, labels - 0.4],
      ticks: Array.from({ length: Math.ceil(labels / step) }, (_, i) => i * step),
      tickFormat: (label: number) => `${label}`,
      tickSize: 0,
      label: 'label, by its column from 0',
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: {
      domain: [0, 1.04 * highest],
      tickFormat: highest < 0.05 ? '.1%' : '.0%',
      ticks: 4,
      label: null,
      tickSize: 0,
      grid: true,
    },
    marks: bars.flatMap(({ shares, from, to, fill }) => [
      Plot.rectY([...shares.entries()], {
        x1: ([label]: [number, number]) => label + from,
        x2: ([label]: [number, number]) => label + to,
        y: ([, share]: [number, number]) => share,
        insetLeft: 0.5,
        insetRight: 0.5,
        fill,
      }),
      Plot.ruleY([0], { stroke: 'var(--line)' }),
    ]),
  });
  return html`<figure class="wide">
<figcaption>Each label’s share of the label mass of the training folds, mean over ${folds.size} ${folds.size === 1 ? 'fold' : 'folds'}. ${
    sampled
      ? html`<br><span class="key"><i class="bar"></i>before sampling, largest / smallest ${ratio(before)}</span> <span class="key"><i class="series-1"></i>after sampling, largest / smallest ${ratio(after)}</span>`
      : `Nothing was sampled; largest / smallest ${ratio(before)}.`
  }</figcaption>
<div class="scroll">${svg}</div>
</figure>`;
}

function meanShares(folds: readonly (readonly number[])[]): readonly number[] {
  const shares = folds.map((mass) => {
    const total = mass.reduce((sum, value) => sum + value, 0);
    return mass.map((value) => value / total);
  });
  return (folds[0] ?? []).map((_, label) => mean(shares.map((share) => share[label] ?? Number.NaN)));
}

function ratio(shares: readonly number[]): string {
  const value = Math.max(...shares) / Math.min(...shares);
  return Number.isFinite(value) ? value.toFixed(1) : '∞';
}
