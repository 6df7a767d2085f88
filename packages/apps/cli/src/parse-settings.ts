import type { Options, OptionValue } from '@ildl/interface';
import type { FoundMethod } from './find-methods.js';
import { didYouMean, usageError } from './usage-error.js';

/** Method (absent where all are meant), key and value of a setting. */
const partsOf = (setting: string) => /^(?:([^.=]+)\.)?([^.=]+)=(.*)$/s.exec(setting);

/** The keys that settings set of one method. */
export const settingsOf = (id: string, settings: readonly string[]): string[] =>
  settings.flatMap((setting) => {
    const [, method = id, key] = partsOf(setting) ?? [];
    return method === id && key !== undefined ? [key] : [];
  });

/** The text of a setting as a value of the same type as the option's default. */
const valueLike = (setting: string, text: string, like: OptionValue | undefined): OptionValue => {
  if (typeof like === 'string') return text;
  if (typeof like === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true';
    throw usageError(`--set ${setting}: give true or false.`);
  }
  if (text === 'null' || text === 'none') return null;
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value))
    throw usageError(`--set ${setting}: "${text}" is not a number.`);
  return value;
};

/**
 * The options of each method from settings `key=value`, which go to every method that has the key, or `method.key=value`.
 * @throws `ILDL_USAGE` for a key that no method has, a method that does not run, and values of another type or range, and a key that is set
 * twice
 */
export const parseSettings = async (
  settings: readonly string[],
  methods: readonly Pick<FoundMethod, 'descriptor' | 'check'>[],
): Promise<Map<string, Options>> => {
  const definitions = methods.map(({ descriptor }) => descriptor);
  const options = new Map(
    definitions.map(({ id, defaults }) => [id, { ...defaults } as Record<string, OptionValue>]),
  );
  const set = new Map<string, string>();
  for (const setting of settings) {
    const parts = partsOf(setting);
    if (!parts) throw usageError(`--set ${setting}: write key=value or method.key=value.`);
    const [, method, key = '', text = ''] = parts;
    if (method !== undefined && !options.has(method))
      throw usageError(
        `--set ${setting}: the method ${method} does not run here.${didYouMean(method, [...options.keys()])}`,
      );
    const meant = definitions.filter(({ id }) => method === undefined || id === method);
    const having = meant.filter(({ defaults }) => Object.hasOwn(defaults, key));
    if (having.length === 0)
      throw usageError(
        `--set ${setting}: ${meant.map(({ id }) => id).join(', ')} has no option "${key}".${didYouMean(
          key,
          meant.flatMap(({ defaults }) => Object.keys(defaults)),
        )}`,
      );
    const place = `${method ?? ''}.${key}`;
    const before = set.get(place);
    if (before !== undefined)
      throw usageError(`--set ${setting}: ${before} sets ${key} already; give one of both.`);
    set.set(place, setting);
    for (const { id, defaults } of having)
      (options.get(id) as Record<string, OptionValue>)[key] = valueLike(setting, text, defaults[key]);
  }
  for (const { descriptor, check } of methods)
    try {
      await check(options.get(descriptor.id) as Options);
    } catch (error) {
      throw usageError((error as Error).message, { cause: error });
    }
  return options;
};
