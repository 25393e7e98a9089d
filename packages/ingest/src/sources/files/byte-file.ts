import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { archiveLimitsSchema } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { expansionOf } from './expansion.ts';
import { isSystemFailure, unreadable } from '../../system-failure.ts';
import type { Resources } from '../resources.ts';

const LIMITS = archiveLimitsSchema.parse({});

/** A file whose bytes are read by their place. */
export interface ByteFile {
  /** For messages. */
  readonly path: string;
  readonly size: number;
  /** Exactly `length` bytes. @throws IngestError `ingest/invalid-source` when the file ends before */
  read(offset: number, length: number): Promise<Buffer>;
}

/**
 * Opens a file until the listing is closed. One that ends in `.gz` is inflated into a temporary file first.
 *
 * @throws IngestError `ingest/source-unreadable`, `ingest/invalid-source`, `ingest/unsafe-archive`
 */
export async function openByteFile(path: string, resources: Resources): Promise<ByteFile> {
  const place = path.toLowerCase().endsWith('.gz') ? await inflate(path, resources) : path;
  const handle = await open(place).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  resources.onClose(() => handle.close());
  const { size } = await handle.stat();
  return {
    path,
    size,
    async read(offset, length) {
      if (offset + length > size) throw endsEarly(path, size, offset + length);
      const bytes = Buffer.allocUnsafeSlow(length);
      for (let done = 0; done < length;) {
        const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) throw endsEarly(path, offset + done, offset + length);
        done += bytesRead;
      }
      return bytes;
    },
  };
}

async function inflate(path: string, resources: Resources): Promise<string> {
  const place = join(await resources.folder(), 'inflated');
  const { size } = await stat(path);
  const expansion = expansionOf(path, size, { limits: LIMITS, ...resources });
  try {
    await pipeline(
      expansion.packed(createReadStream(path)),
      createGunzip(),
      (bytes) => expansion.meter(bytes),
      createWriteStream(place, { flags: 'wx' }),
    );
    return place;
  } catch (cause) {
    if (cause instanceof IngestError || isSystemFailure(cause) || resources.signal.aborted) throw cause;
    throw new IngestError(
      'ingest/invalid-source',
      `${path} is not a whole gzip file: it is damaged or cut short. Get it again.`,
      { cause },
    );
  }
}

function endsEarly(path: string, size: number, needed: number): IngestError {
  return new IngestError(
    'ingest/invalid-source',
    `${path} is cut short: it has ${size} bytes, its header promises at least ${needed}. Get the file again.`,
  );
}
