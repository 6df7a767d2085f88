import type { Method } from './method.js';

/** A value that an option may have in a configuration file or on a command line. */
export type OptionValue = string | number | boolean | null;

export type Options = Readonly<Record<string, OptionValue>>;

/** Values of options that are worth trying. An option that is not named keeps its default. */
export type Search<O extends object = Options> = { readonly [K in keyof O]?: readonly O[K][] };

/** A method as a function of plain options, and what is to be known of it before one is made. */
export interface MethodDefinition<O extends object = Options> {
  /** @throws `ILDL_OPTION` for an option that is unknown, of another type than its default, or out of range */
  (options?: Partial<O>): Method;
  /** Kebab-case. */
  readonly id: string;
  /** One line. */
  readonly summary: string;
  /** Every option with its default. */
  readonly defaults: Readonly<O>;
  /** z-scores by the training rows, features scaled to [0, 1] on the training rows, or the features as they are. */
  readonly features: 'standardised' | 'scaled' | 'raw';
  /** Whether it learns anything from validation rows; one that does not gets them as training rows. */
  readonly usesValidation: boolean;
  /** What a search over options tries; without it there is nothing to search, and the defaults are used. */
  readonly search?: NoInfer<Search<O>>;
}
