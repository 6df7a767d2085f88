import { publishedShapes } from './published.js';

/** What every table begins with: predictors that look at no features. */
export const floors: readonly string[] = ['uniform', 'mean'];

/** The methods of the paper in the order of its tables. */
export const paperOrder: readonly string[] = [
  'sa-bfgs',
  'edl-lrl',
  'ldlsf',
  'ldl-lclr',
  'adam-ldl-scl',
  'ldl-ldm',
  'ofr-fl',
  'ofr-cb',
  'ofr-db',
  'rda',
  'dildl',
  'amema',
];

/** Floors, methods that are not in the paper by name, those of the paper in its order, the reference. */
export function inTableOrder(methods: readonly string[], reference: string): readonly string[] {
  const rank = (method: string) => {
    const id = method.split(' (')[0] as string;
    if (method === reference) return Number.POSITIVE_INFINITY;
    const floor = floors.indexOf(id);
    return floor >= 0 ? floor : floors.length + 1 + paperOrder.indexOf(id);
  };
  return [...methods].sort((a, b) => {
    const [first, second] = [rank(a), rank(b)];
    return first === second ? (a < b ? -1 : 1) : first - second;
  });
}

/** The datasets of the paper in the order of its tables, then the others as they are. */
export function inDatasetOrder<T extends { readonly setting: { readonly dataset: string } }>(
  items: readonly T[],
): readonly T[] {
  const datasets = Object.keys(publishedShapes);
  const rank = ({ setting }: T) => {
    const place = datasets.indexOf(setting.dataset);
    return place < 0 ? datasets.length : place;
  };
  return [...items].sort((a, b) => rank(a) - rank(b));
}
