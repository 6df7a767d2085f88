import type { Options, OptionValue, Rng, Search } from '@ildl/interface';

/**
 * Option sets to try, of the options that are searched: the given ones first, then others of the grid drawn without
 * replacement. All of them where there are no more than `budget`.
 * @param options a value for every option
 */
export const optionSets = (
  search: Search,
  { options, budget, rng }: { readonly options: Options; readonly budget: number; readonly rng: Rng },
): Options[] => {
  const grid = Object.entries<readonly OptionValue[] | undefined>({ ...search })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, values]) => (values === undefined ? [] : [{ name, values }]));
  const first = Object.fromEntries(grid.map(({ name }) => [name, options[name] as OptionValue]));
  const size = grid.reduce((product, { values }) => product * values.length, 1);
  /** The option set in a place of the grid; the last option changes from one place to the next. */
  const at = (place: number): Options =>
    Object.fromEntries(
      grid.reduceRight<{ rest: number; set: [string, OptionValue][] }>(
        ({ rest, set }, { name, values }) => ({
          rest: Math.floor(rest / values.length),
          set: [[name, values[rest % values.length] as OptionValue], ...set],
        }),
        { rest: place, set: [] },
      ).set,
    );
  const places = grid.map(({ name, values }) => values.indexOf(first[name] as OptionValue));
  // Where the first set is of the grid, its place is left out.
  const taken = places.includes(-1)
    ? size
    : places.reduce((place, i, option) => place * (grid[option]?.values.length ?? 1) + i, 0);
  const others = size - (taken < size ? 1 : 0);
  // The first steps of a Fisher-Yates shuffle of a list that is too long to be made.
  const moved = new Map<number, number>();
  const drawn = Array.from({ length: Math.min(budget - 1, others) }, (_, i) => {
    const j = i + rng.integer(others - i);
    const place = moved.get(j) ?? j;
    moved.set(j, moved.get(i) ?? i);
    return at(place < taken ? place : place + 1);
  });
  return [first, ...drawn];
};
