import { closest } from 'fastest-levenshtein';
import * as v from 'valibot';
import { datasetError } from './dataset-error.js';
import { shorten } from './shorten.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const label = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = v.pipe(v.string(), v.minLength(1), v.regex(/^\P{Cc}*$/u, 'must not hold control characters'));

const readSchema = v.strictObject({
  /** The variable (.mat, .npz) of the features. */
  features: v.optional(text),
  /** The variable (.mat, .npz), the file (.npy), or the columns (.csv) of the labels. */
  labels: v.optional(v.union([text, count, v.pipe(v.array(text), v.minLength(1))])),
  /** Divide rows of labels by their sum where it is not 1. */
  normalize: v.optional(v.boolean()),
  /** Whether a .csv has a header row. */
  header: v.optional(v.boolean()),
  /** Between the cells of a .csv. */
  delimiter: v.optional(v.pipe(v.string(), v.length(1))),
});

const shapeSchema = v.strictObject({
  rows: count,
  features: count,
  labels: v.pipe(v.number(), v.integer(), v.minValue(2)),
  /** Who uses this variant. */
  variant: v.optional(text),
});

/** What a manifest file (JSON) must look like; keys beyond these are refused. */
export const manifestSchema = v.strictObject({
  /** Kebab-case. */
  id: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case, such as my-data')),
  /** For people. */
  name: v.optional(text),
  /** Usual file names, without folders. */
  files: v.array(v.pipe(text, v.regex(/^[^/\\]+$/, 'must be a file name without folders'))),
  /** The shapes of the public variants. */
  shapes: v.optional(v.array(shapeSchema), []),
  /** Names of the labels, in column order. */
  labelNames: v.optional(v.pipe(v.array(text), v.minLength(2))),
  /** [a, b, c, d] of the imbalance sampling protocol (`sampleImbalanced`). */
  sampling: v.optional(
    v.tuple([v.pipe(v.number(), v.finite()), v.pipe(v.number(), v.finite()), label, label]),
  ),
  /** Where to get the data, in words. */
  source: v.optional(text),
  /** A project page of the data. */
  address: v.optional(v.pipe(v.string(), v.url())),
  licence: v.optional(text),
  /** How to read the file, where it is not the usual way. */
  read: v.optional(readSchema),
});

/** What is known of a dataset that a user must fetch: names, shapes, sampling values, where to get it. */
export type Manifest = v.InferOutput<typeof manifestSchema>;

/** The keys that are known where the key `path` is. */
const keysAt = (path: string): string[] =>
  Object.keys(
    (path.startsWith('read.') ? readSchema : path.startsWith('shapes.') ? shapeSchema : manifestSchema)
      .entries,
  );

/**
 * A value as a manifest.
 * @param file how the message calls it
 * @throws `ILDL_DATA_MANIFEST` naming the first key that does not fit.
 */
export function checkManifest(value: unknown, file = 'The manifest'): Manifest {
  const refuse = (reason: string): never => {
    throw datasetError('ILDL_DATA_MANIFEST', `${file}: ${reason}.`);
  };
  const result = v.safeParse(manifestSchema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  if (path && issue.expected === 'never') {
    const nearest = closest(path.slice(path.lastIndexOf('.') + 1), keysAt(path));
    return refuse(`the key \`${path}\` is not known; did you mean \`${nearest}\``);
  }
  return refuse(`${path ? `\`${path}\`` : 'it'} is wrong (${shorten(issue.message, 120)}); correct it`);
}
