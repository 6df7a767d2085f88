/**
 * Puts back `util.isNullOrUndefined` and `util.isArray`, which Node 23 removed and the native backends still call.
 * Leaves them alone where they exist.
 */
export const restoreNodeUtilities = (util: object): void => {
  const missing = util as Record<string, unknown>;
  missing.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  missing.isArray ??= Array.isArray;
};
