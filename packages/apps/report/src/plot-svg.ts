import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { html, type Markup, trusted } from './markup.js';

/** Draws a plot as a static SVG that reads as one image called `name`, in the colours of the page. */
export function plotSvg(
  name: string,
  options: Plot.PlotOptions & { readonly width: number; readonly height: number },
): Markup {
  const { width, height } = options;
  const { document } = parseHTML('<!doctype html><html><head></head><body></body></html>');
  const svg = Plot.plot({ ...options, document: document as never });
  for (const style of svg.querySelectorAll('style')) style.remove();
  return html`<svg class="chart" role="img" aria-label="${name}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" fill="currentColor" text-anchor="middle" xmlns="http://www.w3.org/2000/svg"><title>${name}</title>${trusted(rounded(svg.innerHTML))}</svg>`;
}

/** Paths to a tenth of a pixel: pages with many folds are a third smaller for it. */
function rounded(svg: string): string {
  return svg.replace(/ d="[^"]*"/g, (path) => path.replace(/(\.\d)\d+/g, '$1'));
}
