import type { Method } from './method.js';

/** The value of an option, as in a configuration file or on a command line. */
export type OptionValue = string | number | boolean | null;

/** Options by name, in camelCase. */
export type Options = Readonly<Record<string, OptionValue>>;

/** The search space of tuning: values by option, each once. An option that is not named keeps its default. */
export type Search<O extends object = Options> = { readonly [K in keyof O]?: readonly O[K][] };

/**
 * A method as a function of plain options, with what must be known before one is made. Command line and benchmark take it;
 * `defineMethod` of `@ildl/trainer` makes one. It computes nothing and makes no tensor.
 */
export interface MethodDefinition<O extends object = Options> {
  /** @throws `ILDL_OPTION` for an option that is unknown, of another type than its default, or out of range */
  (options?: Partial<O>): Method;
  /** Kebab-case, unique in a comparison. */
  readonly id: string;
  /** One line, for lists of methods. */
  readonly summary: string;
  /** Every option with its default. */
  readonly defaults: Readonly<O>;
  /** Features by z-scores of the training rows, scaled to [0, 1] on the training rows, or as they are. */
  readonly features: 'standardised' | 'scaled' | 'raw';
  /** Whether it learns anything from validation rows; one that does not gets them as training rows. */
  readonly usesValidation: boolean;
  /** What `--tune` tries; without it there is nothing to search, and the defaults are used. */
  readonly search?: NoInfer<Search<O>>;
}
