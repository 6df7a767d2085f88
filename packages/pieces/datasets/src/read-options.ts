/** How the readers of files with named variables are asked. */
export interface ReadVariablesOptions {
  /** How error messages call the file. Default `the file`. */
  readonly file?: string;
  /** The variables to read; without it, every numeric matrix. Others are only listed. */
  readonly names?: readonly string[];
  /** Most bytes that reading may allocate in sum, beside the file itself. Default 2 GiB. */
  readonly maxBytes?: number;
}

/** What a file with named variables holds. */
export interface Variables<M> {
  /** The matrices that were read. */
  readonly matrices: ReadonlyMap<string, M>;
  /** Every variable of the file with what it is, in words such as `double 213 × 243`. */
  readonly contents: ReadonlyMap<string, string>;
}
