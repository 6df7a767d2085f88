import { crc32, deflateRawSync } from 'node:zlib';
import { writeNumbers } from './write-numbers.js';

export interface ZipFile {
  readonly name: string;
  readonly content: Uint8Array;
  readonly deflated?: boolean;
  /** What the directory says, where that is to be wrong. */
  readonly size?: number;
  readonly packedSize?: number;
  readonly checksum?: number;
  readonly method?: number;
  readonly flags?: number;
  readonly localName?: string;
}

const words = (...values: number[]) => writeNumbers(values, 'uint16');
const longs = (...values: number[]) => writeNumbers(values, 'uint32');

/** The bytes of a zip archive. */
export function zipFile(files: readonly ZipFile[], comment = ''): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const { name, content, deflated = false } = file;
    const packed = deflated ? deflateRawSync(content) : Buffer.from(content);
    const method = file.method ?? (deflated ? 8 : 0);
    const common = Buffer.concat([
      words(20, file.flags ?? 0, method, 0, 0),
      longs(file.checksum ?? crc32(content), file.packedSize ?? packed.length, file.size ?? content.length),
    ]);
    const local = Buffer.from(file.localName ?? name);
    const central = Buffer.from(name);
    // Local headers carry an extra field, as NumPy's do.
    const body = Buffer.concat([
      longs(0x04034b50),
      common,
      words(local.length, 4),
      local,
      words(0xcafe, 0),
      packed,
    ]);
    directory.push(
      Buffer.concat([
        longs(0x02014b50),
        words(20),
        common,
        words(central.length, 0, 0, 0, 0),
        longs(0, offset),
        central,
      ]),
    );
    bodies.push(body);
    offset += body.length;
  }
  const entries = Buffer.concat(directory);
  const end = [words(0, 0, files.length, files.length), longs(entries.length, offset), words(comment.length)];
  return Buffer.concat([...bodies, entries, longs(0x06054b50), ...end, Buffer.from(comment, 'latin1')]);
}
