import type { Cell, SettingGroup } from '@ildl/benchmark';

/** `8 methods on 2 datasets: 160 results, 3 of them diverged.` */
export function overview(groups: readonly SettingGroup[]): string {
  const all = groups.flatMap(({ methods }) => [...methods.values()].flat());
  const count = (values: readonly unknown[], noun: string) => {
    const distinct = new Set(values).size;
    return `${distinct} ${noun}${distinct === 1 ? '' : 's'}`;
  };
  const ended = (status: Cell['status']) => all.filter((cell) => cell.status === status).length;
  const lost = (['diverged', 'failed'] as const).flatMap((status) =>
    ended(status) > 0 ? `, ${ended(status)} ${status}` : [],
  );
  const methods = count(
    groups.flatMap((group) => [...group.methods.keys()]),
    'method',
  );
  const datasets = count(
    groups.map(({ setting }) => setting.dataset),
    'dataset',
  );
  const seeds = [...new Set(all.map(({ config }) => config.seed))].sort((a, b) => a - b);
  return `${methods} on ${datasets}, ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}: ${all.length} ${
    all.length === 1 ? 'result' : 'results'
  }${lost.join('')}.`;
}
