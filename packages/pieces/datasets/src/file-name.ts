/** A file in memory; the extension of its name tells its format. */
export interface FileBytes {
  /** With or without folders; also how error messages call it. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The extension of a path or file name with its dot, in lower case; empty without one. */
export const extensionOf = (path: string): string =>
  (/[^/\\](\.[^./\\]*)$/.exec(path)?.[1] ?? '').toLowerCase();

/** The last part of a path, without its extension. */
export const stemOf = (path: string): string => {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name.slice(0, name.length - extensionOf(name).length);
};
