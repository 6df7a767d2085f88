/** A published mean over folds; most with the standard deviation. */
export interface PublishedScore {
  readonly mean: number;
  readonly std?: number;
}

/** What the published scores of a dataset were measured on. */
export interface PublishedDataset {
  readonly rows: number;
  readonly features: number;
  /** Whether the features are public, so that equal shapes are equal features. */
  readonly isPublic?: boolean;
}

/** What a paper printed of a comparison: all that a report knows of it. Methods, datasets and metrics are named by ids. */
export interface Publication {
  /** The citation, with the tables that the scores are from. */
  readonly source: string;
  /** How the scores came about, such as `over ten folds`. */
  readonly protocol: string;
  /** Methods in the order of the tables. */
  readonly methods: readonly string[];
  /** The method that the others are compared with. */
  readonly reference: string;
  /** Names to print of methods; an id stands for itself. */
  readonly names?: Readonly<Record<string, string>>;
  /** Datasets in the order of the tables. */
  readonly datasets: Readonly<Record<string, PublishedDataset>>;
  /** By metric, dataset and method. */
  readonly scores: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, PublishedScore>>>>>
  >;
  /** The reference with parts of it left out, named like `amema without WEIG`: means by dataset, name and metric. */
  readonly ablation?: {
    readonly scores: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
    /** What a reader has to know of them. */
    readonly note?: string;
  };
}

/** A value under a key of an object's own, whatever the key. */
const own = <T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;

/** The published score of a method on a dataset. */
export const publishedScore = (
  publication: Publication | undefined,
  metric: string,
  dataset: string,
  method: string,
): PublishedScore | undefined => own(own(own(publication?.scores, metric), dataset), method);

/** The published mean of the reference with parts of it left out, or of all of it under its own name. */
export const publishedAblation = (
  publication: Publication | undefined,
  dataset: string,
  name: string,
  metric: string,
): number | undefined => own(own(own(publication?.ablation?.scores, dataset), name), metric);

/** What is to be known of a dataset of a publication. */
export const publishedDataset = (
  publication: Publication | undefined,
  dataset: string,
): PublishedDataset | undefined => own(publication?.datasets, dataset);

/** The name to print of a method, or of a variant or part of it, such as `amema (momentum=fixed)` or `amema without WEIG`. */
export const nameOf = (publication: Publication | undefined, method: string): string => {
  const [id = '', ...rest] = method.split(/(?= \(| without )/);
  return [own(publication?.names, id) ?? id, ...rest].join('');
};
