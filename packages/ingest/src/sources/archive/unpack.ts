import { open } from 'node:fs/promises';
import { IngestError } from '../../errors.ts';
import type { RefusedItem } from '../source.ts';
import type { UnpackOptions } from '../files/expansion.ts';
import { unpackTar } from './unpack-tar.ts';
import { unpackZip } from './unpack-zip.ts';

type Unpack = (file: string, folder: string, options: UnpackOptions) => Promise<RefusedItem[]>;

/** The formats of archives, by bytes in their beginning. */
const FORMATS: readonly { magic: string; offset: number; unpack: Unpack }[] = [
  { magic: 'PK\x03\x04', offset: 0, unpack: unpackZip },
  { magic: 'PK\x05\x06', offset: 0, unpack: unpackZip },
  {
    magic: '\x1f\x8b',
    offset: 0,
    unpack: (file, folder, options) => unpackTar(file, folder, { ...options, gzipped: true }),
  },
  {
    magic: 'ustar',
    offset: 257,
    unpack: (file, folder, options) => unpackTar(file, folder, { ...options, gzipped: false }),
  },
];

/**
 * Unpacks the files of an archive (zip, tar, gzipped tar; recognised by its first bytes) into a new folder.
 *
 * @returns the entries that were not written: links, devices, archives, unsafe or repeated paths, damaged ones
 * @throws IngestError `ingest/invalid-source` when it is not an archive or damaged,
 * `ingest/unsafe-archive` when it holds more than allowed
 */
export async function unpack(file: string, folder: string, options: UnpackOptions): Promise<RefusedItem[]> {
  const handle = await open(file);
  const start = Buffer.alloc(512);
  try {
    await handle.read(start, 0, start.length, 0);
  } finally {
    await handle.close();
  }
  const text = start.toString('latin1');
  const format = FORMATS.find(({ magic, offset }) => text.startsWith(magic, offset));
  if (format) return format.unpack(file, folder, options);
  throw new IngestError(
    'ingest/invalid-source',
    `${file} is not an archive by its first bytes. Allowed: .zip, .tar, .tar.gz. Pack it again as one of them.`,
  );
}
