import type { Budget } from './budget.js';
import { crc32 } from './crc32.js';
import { datasetError } from './dataset-error.js';
import { inflate } from './inflate.js';
import { shorten } from './shorten.js';
import { checkKind } from './sniff.js';
import { utf8 } from './text.js';

/** A file in an archive. */
export interface ZipEntry {
  /** As stored: it is only a name and never becomes a path. */
  readonly name: string;
  /** Inflated bytes. */
  readonly size: number;
  /** Its bytes, checked against their CRC-32. */
  readonly read: (budget: Budget) => Uint8Array;
}

/**
 * The directory of a zip archive, stored or deflated, without zip64 and encryption.
 * Of entries of one name the last counts, as in Python.
 * @throws for damaged archives, and zip64.
 */
export function zipEntries(bytes: Uint8Array, file: string): Map<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const damaged = (reason: string) =>
    datasetError('ILDL_DATA_FORMAT', `${file}: ${reason}; the archive is damaged, get or save it again.`);
  const truncated = (what: string) =>
    datasetError('ILDL_DATA_TRUNCATED', `${file} lacks ${what}; get the file again.`);
  const text = (start: number, size: number) => utf8(bytes.subarray(start, start + size));

  checkKind(bytes, file, 'npz');
  // The end record is the last 22 bytes, or lies before a comment of up to 65,535 bytes.
  let end = bytes.length - 22;
  const first = Math.max(0, end - 0xffff);
  while (
    end >= first &&
    !(view.getUint32(end, true) === 0x06054b50 && end + 22 + view.getUint16(end + 20, true) === bytes.length)
  ) {
    end--;
  }
  if (end < first) {
    if (!'PK'.startsWith(text(0, 2)))
      throw datasetError('ILDL_DATA_FORMAT', `${file} is no zip archive; save it again with numpy.savez.`);
    throw truncated('the directory at its end');
  }
  const count = view.getUint16(end + 10, true);
  const directorySize = view.getUint32(end + 12, true);
  const directoryStart = view.getUint32(end + 16, true);
  if (count === 0xffff || directorySize === 0xffffffff || directoryStart === 0xffffffff) {
    throw datasetError('ILDL_DATA_UNSUPPORTED', `${file} is a zip64 archive; save its arrays as .npy files.`);
  }
  if (view.getUint32(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count) {
    throw damaged('the archive has several parts');
  }
  if (directoryStart + directorySize > end) throw truncated('a part before its directory');

  const entries = new Map<string, ZipEntry>();
  let offset = directoryStart;
  for (let k = 0; k < count; k++) {
    if (offset + 46 > end) throw truncated(`entry ${k + 1} of its directory`);
    if (view.getUint32(offset, true) !== 0x02014b50)
      throw damaged(`entry ${k + 1} of the directory cannot be read`);
    const flags = view.getUint16(offset + 8, true);
    const method = view.getUint16(offset + 10, true);
    const checksum = view.getUint32(offset + 16, true);
    const packed = view.getUint32(offset + 20, true);
    const size = view.getUint32(offset + 24, true);
    const nameSize = view.getUint16(offset + 28, true);
    const local = view.getUint32(offset + 42, true);
    const nameStart = offset + 46;
    offset = nameStart + nameSize + view.getUint16(offset + 30, true) + view.getUint16(offset + 32, true);
    if (offset > end) throw truncated(`entry ${k + 1} of its directory`);
    const name = text(nameStart, nameSize);
    const entry = `the entry \`${shorten(name)}\``;

    const read = (spending: Budget): Uint8Array => {
      const what = `${file}, ${entry}`;
      if (packed === 0xffffffff || size === 0xffffffff || local === 0xffffffff) {
        throw datasetError('ILDL_DATA_UNSUPPORTED', `${what} is a zip64 entry; save it as a .npy file.`);
      }
      if ((flags & 1) !== 0)
        throw datasetError('ILDL_DATA_UNSUPPORTED', `${what} is encrypted; save it without.`);
      if (local + 30 > directoryStart) throw truncated(entry);
      const localName = view.getUint16(local + 26, true);
      if (
        view.getUint32(local, true) !== 0x04034b50 ||
        text(local + 30, Math.min(localName, nameSize)) !== name
      ) {
        throw damaged(`${entry} is not where the directory says`);
      }
      const start = local + 30 + localName + view.getUint16(local + 28, true);
      if (start + packed > directoryStart) throw truncated(`the end of ${entry}`);
      const data = bytes.subarray(start, start + packed);
      if (method !== 0 && method !== 8) {
        throw datasetError(
          'ILDL_DATA_UNSUPPORTED',
          `${what} has the compression method ${method}; save it deflated or stored.`,
        );
      }
      if (method === 0 && packed !== size)
        throw damaged(`${entry} is stored with ${packed} bytes instead of ${size}`);
      const content =
        method === 0 ? data : inflate(data, { raw: true, size, file, what: entry, budget: spending });
      if (crc32(content) !== checksum) throw damaged(`${entry} does not match its checksum`);
      return content;
    };
    entries.set(name, { name, size, read });
  }
  return entries;
}
