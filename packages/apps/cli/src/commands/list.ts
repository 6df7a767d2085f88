import { manifests } from '@ildl/datasets';
import type { ListName } from '../choices.js';
import { builtInMethods } from '../find-methods.js';
import { builtInMetrics } from '../find-metrics.js';

const rows = (cells: readonly (readonly string[])[]): string => {
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  return cells
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const lists: Readonly<Record<ListName, () => string>> = {
  methods: () =>
    builtInMethods()
      .map(({ definition: { id, summary, defaults, search = {} } }) => {
        const options = Object.entries(defaults).map(([name, value]) => [
          '   ',
          name,
          JSON.stringify(value),
          search[name] ? `--tune tries ${search[name].map((one) => JSON.stringify(one)).join(', ')}` : '',
        ]);
        return [`${id}: ${summary}`, ...(options.length > 0 ? [rows(options)] : [])].join('\n');
      })
      .join('\n\n'),
  datasets: () =>
    rows(
      [...manifests.values()].map(({ id, files, shapes, sampling }) => [
        id,
        shapes.map((s) => `${s.rows} × ${s.features} → ${s.labels}`).join(' or '),
        sampling ? `sampling ${sampling.join(',')}` : 'no sampling',
        files[0] ?? 'generated',
      ]),
    ),
  metrics: () =>
    rows(
      builtInMetrics.map(({ name, better }) => [
        name,
        better === 'lower' ? '↓ lower is better' : '↑ higher is better',
      ]),
    ),
};

/** `ildl list`: what there is. */
export const list = (what: ListName): number => {
  process.stdout.write(`${lists[what]()}\n`);
  return 0;
};
