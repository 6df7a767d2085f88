import type { Cell, CellConfig } from '../result.js';

/** What results share when they are averaged or compared: everything but method, fold and seed. */
export interface Setting {
  /** The dataset's name, with the start of its sha256 where two datasets have the same name. */
  readonly dataset: string;
  readonly protocol: CellConfig['protocol'];
  readonly validation: CellConfig['validation'];
  readonly folds: number;
}

export interface NamedCell extends Setting {
  /**
   * The method's id. Where one setting holds several variants of it, also what they differ in:
   * `amema (gamma=0.001)`.
   */
  readonly method: string;
  readonly cell: Cell;
}

/**
 * Names the method and the setting of every cell, such that two cells of the same method, setting, fold and
 * seed never meet: variants of a method (other options, version or engine) get names of their own, and a
 * cell that is there twice is taken once. In an order that does not depend on the order of `cells`.
 */
export function nameCells(cells: readonly Cell[]): readonly NamedCell[] {
  const byConfig = new Map<string, Cell>();
  for (const [, cell] of sortedBy(cells.map((cell) => [stableJson(cell), cell] as const))) {
    const config = stableJson(cell.config);
    if (!byConfig.has(config)) byConfig.set(config, cell);
  }
  const unique = [...byConfig.values()];
  const hashes = groups(unique, ({ config }) => [config.dataset.name, config.dataset.sha256]);
  const settings = unique.map((cell) => ({
    dataset:
      hashes.get(cell.config.dataset.name)?.size === 1
        ? cell.config.dataset.name
        : `${cell.config.dataset.name} (${cell.config.dataset.sha256.slice(0, 8)})`,
    protocol: cell.config.protocol,
    validation: cell.config.validation,
    folds: cell.config.folds,
    cell,
  }));
  const family = (setting: Setting, cell: Cell) => stableJson([settingKey(setting), cell.config.method.id]);
  const variants = groups(settings, ({ cell, ...setting }) => [
    family(setting, cell),
    stableJson(traits(cell.config)),
  ]);
  const named = settings.map(({ cell, ...setting }): NamedCell => {
    const siblings = [...(variants.get(family(setting, cell)) ?? [])].map(
      (json) => JSON.parse(json) as ReturnType<typeof traits>,
    );
    const mine = traits(cell.config);
    const differing = [...new Set(siblings.flatMap(Object.keys))]
      .sort()
      .filter((key) => new Set(siblings.map((sibling) => sibling[key])).size > 1);
    const suffix = differing.map((key) => `${key}=${mine[key] ?? 'unset'}`).join(', ');
    return { ...setting, method: cell.config.method.id + (suffix && ` (${suffix})`), cell };
  });
  return sortedBy(
    named.map((one) => {
      const { fold, seed } = one.cell.config;
      return [
        `${settingKey(one)}${stableJson([one.method])}${[seed, fold].map(padded).join()}`,
        one,
      ] as const;
    }),
  ).map(([, one]) => one);
}

/** One string per setting. */
export function settingKey({ dataset, protocol, validation, folds }: Setting): string {
  return stableJson([dataset, protocol, validation, padded(folds)]);
}

/** All that may tell two variants of one method apart. */
function traits({ method, engine }: CellConfig): Readonly<Record<string, unknown>> {
  return {
    ...method.options,
    'method version': method.version,
    'engine backend': engine.backend,
    'engine version': engine.version,
    'engine threads': engine.threads,
  };
}

/** JSON that does not depend on the order in which keys were set. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function groups<T>(
  items: readonly T[],
  pair: (item: T) => readonly [string, string],
): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const item of items) {
    const [key, member] = pair(item);
    found.set(key, (found.get(key) ?? new Set()).add(member));
  }
  return found;
}

function sortedBy<T>(keyed: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] {
  return [...keyed].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function padded(whole: number): string {
  return String(whole).padStart(10, '0');
}
