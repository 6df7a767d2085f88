import { readFile as read, stat } from 'node:fs/promises';
import { defaultMaxBytes } from '../budget.js';
import { datasetError } from '../dataset-error.js';

/**
 * The bytes of a file.
 * @throws `ILDL_DATA_NOT_FOUND`, `ILDL_DATA_UNREADABLE`, `ILDL_DATA_EMPTY` without bytes,
 * `ILDL_DATA_LIMIT` with more than `maxBytes`.
 */
export async function readFile(path: string, maxBytes = defaultMaxBytes): Promise<Buffer> {
  const about = await stat(path).catch(refuse);
  if (!about.isFile()) {
    const what = about.isDirectory() ? 'a directory' : 'no regular file';
    throw datasetError('ILDL_DATA_UNREADABLE', `${path} is ${what}; give the path of a file.`);
  }
  if (about.size === 0) throw datasetError('ILDL_DATA_EMPTY', `${path} has no bytes; get the file again.`);
  if (about.size > maxBytes) {
    throw datasetError(
      'ILDL_DATA_LIMIT',
      `${path} has ${about.size} bytes, more than the limit of ${maxBytes}; raise maxBytes.`,
    );
  }
  return read(path).catch(refuse);

  function refuse(cause: NodeJS.ErrnoException): never {
    const { code, message } = cause;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw datasetError('ILDL_DATA_NOT_FOUND', `${path} does not exist; check the path.`, { cause });
    }
    throw datasetError(
      'ILDL_DATA_UNREADABLE',
      `${JSON.stringify(path)} cannot be read (${code ?? message}); check its permissions.`,
      { cause },
    );
  }
}
