import type { Publication } from './publication.js';

/** Predictors that look at no features: every table begins with them. */
export const floors: readonly string[] = ['uniform', 'mean'];

/** Floors, methods that are not in the publication by name, those of the publication in its order, the reference. */
export function inTableOrder(
  methods: readonly string[],
  reference: string,
  publication?: Publication,
): readonly string[] {
  const published = publication?.methods ?? [];
  const rank = (method: string) => {
    const id = method.split(' (')[0] as string;
    if (method === reference) return Number.POSITIVE_INFINITY;
    const floor = floors.indexOf(id);
    return floor >= 0 ? floor : floors.length + 1 + published.indexOf(id);
  };
  return [...methods].sort((a, b) => {
    const [first, second] = [rank(a), rank(b)];
    return first === second ? (a < b ? -1 : 1) : first - second;
  });
}

/** The datasets of the publication in the order of its tables, then the others as they are. */
export function inDatasetOrder<T extends { readonly setting: { readonly dataset: string } }>(
  items: readonly T[],
  publication?: Publication,
): readonly T[] {
  const datasets = Object.keys(publication?.datasets ?? {});
  const rank = ({ setting }: T) => {
    const place = datasets.indexOf(setting.dataset);
    return place < 0 ? datasets.length : place;
  };
  return [...items].sort((a, b) => rank(a) - rank(b));
}
