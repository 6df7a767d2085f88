import { access, constants } from 'node:fs/promises';

/** Whether a file can be read. */
export const fileExists = (path: string): Promise<boolean> =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
