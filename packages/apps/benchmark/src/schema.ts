import * as v from 'valibot';

// What the files of a folder of results hold, format 1. Types are those of result.ts and plan.ts.

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const numbers = v.record(v.string(), v.nullable(v.number()));
const options = v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()]));
const search = v.record(v.string(), v.array(v.union([v.string(), v.number(), v.boolean(), v.null()])));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const sampling = v.tuple([v.number(), v.number(), v.number(), v.number()]);
const engine = v.object({ backend: v.string(), version: v.string(), threads: count });
const regime = v.object({
  protocol: v.picklist(['sampled', 'full']),
  validation: v.picklist(['sampled', 'unsampled']),
  clean: v.literal(0),
  unlabelled: v.literal(0),
  mass: v.literal('none'),
  rule: v.literal('none'),
  scaling: v.literal('train'),
});
const shape = { sha256: v.string(), rows: count, features: count, labels: count };
const scores = v.object({ all: numbers, head: v.optional(numbers), tail: v.optional(numbers) });

const cell = v.object({
  config: v.object({
    method: v.object({ id: v.string(), options, identity: v.string() }),
    dataset: v.object({ name: v.string(), ...shape, sampling: v.optional(sampling) }),
    regime,
    folds: count,
    fold: count,
    seed: count,
    engine,
    tune: v.optional(v.object({ budget: count, search })),
  }),
  status: v.picklist(['done', 'diverged', 'failed']),
  reason: v.optional(v.string()),
  metrics: v.optional(scores),
  scoredBy: v.optional(v.string()),
  rows: v.object({ train: count, valid: count, test: count }),
  labelMass: v.object({ before: v.array(v.number()), after: v.array(v.number()) }),
  epochs: v.array(
    v.object({
      epoch: count,
      losses: numbers,
      weights: numbers,
      signals: numbers,
      validationLoss: v.optional(v.nullable(v.number())),
    }),
  ),
  keptEpoch: v.optional(count),
  minimum: v.optional(
    v.object({
      iterations: count,
      value: v.nullable(v.number()),
      converged: v.boolean(),
      reason: v.string(),
    }),
  ),
  tuning: v.optional(
    v.object({
      candidates: v.array(v.object({ options, kl: v.optional(v.number()) })),
      chosen: v.optional(options),
      rows: v.optional(v.object({ train: count, valid: count })),
    }),
  ),
  predictions: v.optional(sha256),
});

const plan = v.object({
  methods: v.array(
    v.object({
      id: v.string(),
      module: v.string(),
      identity: v.string(),
      options,
      search: v.optional(search),
      fault: v.optional(v.string()),
    }),
  ),
  datasets: v.array(
    v.object({
      source: v.object({
        name: v.string(),
        from: v.union([
          v.literal('artificial'),
          v.object({ path: v.string(), manifest: v.optional(v.looseObject({})) }),
        ]),
        normalize: v.optional(v.boolean()),
        sampling: v.optional(sampling),
      }),
      content: v.object(shape),
    }),
  ),
  regime,
  folds: count,
  seeds: v.array(count),
  engine,
  tune: v.optional(count),
});

/** By the kind of a file. A plan file may say more, such as how its results are laid out. */
const schemas = {
  cell,
  timing: v.object({ seconds: v.nullable(v.number()), date: v.string() }),
  plan: v.looseObject({ plans: v.array(plan) }),
} as const;
export type Kind = keyof typeof schemas;

/** What about a value is not as its kind says: a path and why; undefined where all is. */
export const faultOf = (kind: Kind, value: unknown): string | undefined => {
  const { issues } = v.safeParse(schemas[kind], value, { abortEarly: true });
  const [first] = issues ?? [];
  return first && `${v.getDotPath(first) ?? kind}: ${first.message}`;
};
