import { readFile as read, stat } from 'node:fs/promises';
import { defaultMaxBytes } from '../budget.js';
import { DatasetError } from '../dataset-error.js';

/**
 * The bytes of a file.
 * @throws {DatasetError} `ILDL_DATA_NOT_FOUND`, `ILDL_DATA_UNREADABLE`, `ILDL_DATA_EMPTY` without bytes,
 * `ILDL_DATA_LIMIT` with more than `maxBytes`.
 */
export async function readFile(path: string, maxBytes = defaultMaxBytes): Promise<Buffer> {
  try {
    const about = await stat(path);
    if (!about.isFile()) {
      const what = about.isDirectory() ? 'a directory' : 'no regular file';
      throw new DatasetError('ILDL_DATA_UNREADABLE', `${path} is ${what}; give the path of a file.`);
    }
    if (about.size === 0)
      throw new DatasetError('ILDL_DATA_EMPTY', `${path} has no bytes; get the file again.`);
    if (about.size > maxBytes) {
      throw new DatasetError(
        'ILDL_DATA_LIMIT',
        `${path} has ${about.size} bytes, more than the limit of ${maxBytes}; raise maxBytes.`,
      );
    }
    return await read(path);
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new DatasetError('ILDL_DATA_NOT_FOUND', `${path} does not exist; check the path.`, { cause });
    }
    throw new DatasetError(
      'ILDL_DATA_UNREADABLE',
      `${JSON.stringify(path)} cannot be read (${code ?? message}); check its permissions.`,
      {
        cause,
      },
    );
  }
}
