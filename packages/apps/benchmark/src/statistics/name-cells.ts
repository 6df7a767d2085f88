import { cellId, sha256Of } from '../cell-id.js';
import type { Regime } from '../regime.js';
import type { Cell } from '../result.js';

/** What results share when they are averaged or compared: everything but method, fold and seed. */
export interface Setting {
  /** The dataset's name; where two datasets have the same, also what they differ in: `movie (sha256=0a1b2c3d)`. */
  readonly dataset: string;
  readonly protocol: Regime['protocol'];
  readonly validation: Regime['validation'];
  readonly folds: number;
  /** The option sets that a cell tries at most; absent where options are not tuned. */
  readonly tune?: number;
}

/** The setting of a cell, but for the name of its dataset. */
export function settingOf({ config: { regime, folds, tune } }: Configured): Omit<Setting, 'dataset'> {
  const { protocol, validation } = regime;
  return { protocol, validation, folds, ...(tune === undefined ? {} : { tune: tune.budget }) };
}

export interface NamedCell<T extends Configured = Cell> extends Setting {
  /**
   * The method's id; where one setting holds several variants of it, also what they differ in:
   * `amema (gamma=0.001)`.
   */
  readonly method: string;
  readonly cell: T;
}

/** A cell, or what will become one. */
export type Configured = Pick<Cell, 'config'>;

/**
 * Names the method and the setting of every cell, such that no two cells have the same method, setting, fold
 * and seed: variants of a method (other options, version or engine) and of a dataset (other content or
 * sampling) get names of their own, and a cell that is there twice is taken once. The order of the result
 * does not depend on the order of `cells`.
 */
export function nameCells<T extends Configured>(cells: readonly T[]): readonly NamedCell<T>[] {
  const datasets = distinctNames(withoutRepeats(cells), ({ config: { dataset } }) => ({
    name: dataset.name,
    traits: { ...dataset, sha256: dataset.sha256.slice(0, 8) },
  }));
  const settled = datasets.map(({ item: cell, name: dataset }) => ({ dataset, ...settingOf(cell), cell }));
  const methods = distinctNames(settled, ({ cell, ...setting }) => ({
    family: settingKey(setting),
    name: cell.config.method.id,
    traits: {
      ...cell.config.method.options,
      code: cell.config.method.identity,
      'engine backend': cell.config.engine.backend,
      'engine version': cell.config.engine.version,
      'engine threads': cell.config.engine.threads,
      ...(cell.config.tune ? { searched: searchText(cell.config.tune.search) } : {}),
    },
  }));
  return inOrder(
    methods.map(({ item, name }) => ({ ...item, method: name })),
    ({ cell: { config }, method, ...setting }) =>
      `${settingKey(setting)} ${JSON.stringify(method)} ${padded(config.seed)} ${padded(config.fold)}`,
  );
}

/** One string per setting. */
export function settingKey({ dataset, protocol, validation, folds, tune }: Setting): string {
  return JSON.stringify([
    dataset,
    protocol,
    validation,
    padded(folds),
    ...(tune === undefined ? [] : [padded(tune)]),
  ]);
}

function searchText(search: object): string {
  return Object.entries(search)
    .map(([option, values]) => `${option} ${values.join(' ')}`)
    .sort()
    .join('; ');
}

interface Naming {
  /** Names of different families may be equal. */
  readonly family?: string;
  readonly name: string;
  readonly traits: Readonly<Record<string, unknown>>;
}

/** Every item with its name, and in brackets the traits in which items of that name differ. */
function distinctNames<T>(items: readonly T[], naming: (item: T) => Naming): { item: T; name: string }[] {
  const namings = items.map(naming);
  const key = ({ family = '', name }: Naming) => JSON.stringify([family, name]);
  const namesakes = new Map<string, Naming[]>();
  for (const one of namings) namesakes.set(key(one), [...(namesakes.get(key(one)) ?? []), one]);
  const differing = new Map(
    [...namesakes].map(([family, members]) => {
      const traits = new Set(members.flatMap((one) => Object.keys(one.traits)));
      const differs = (trait: string) => new Set(members.map((one) => text(one, trait))).size > 1;
      return [family, [...traits].filter(differs).sort()];
    }),
  );
  return namings.map((one, i) => {
    const suffix = differing.get(key(one))?.map((trait) => `${trait}=${text(one, trait)}`);
    return { item: items[i] as T, name: suffix?.length ? `${one.name} (${suffix.join(', ')})` : one.name };
  });
}

function text({ traits }: Naming, trait: string): string {
  const value = traits[trait];
  return value === undefined ? 'unset' : `${value}`;
}

/** One cell of each configuration. Repeats may differ in their timing: the choice does not depend on the order. */
function withoutRepeats<T extends Configured>(cells: readonly T[]): readonly T[] {
  const byConfig = new Map<string, T[]>();
  for (const cell of cells) {
    const id = cellId(cell.config);
    byConfig.set(id, [...(byConfig.get(id) ?? []), cell]);
  }
  return [...byConfig.values()].map(
    (repeats) => (repeats.length === 1 ? repeats : inOrder(repeats, sha256Of))[0] as T,
  );
}

function inOrder<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return items
    .map((item) => [key(item), item] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, item]) => item);
}

function padded(whole: number): string {
  return String(whole).padStart(10, '0');
}
