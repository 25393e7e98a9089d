import { open } from 'node:fs/promises';
import { type DecodeLimits, messageOf } from '@sightline/contracts';
import { IngestError } from '../errors.ts';
import { tooManyBytes } from '../image.ts';

/**
 * Reads a file of at most `maxBytes`.
 *
 * @throws IngestError `ingest/undecodable-image` (reason `too-many-bytes`, nothing was read), `ingest/source-unreadable`
 */
export async function readFileWithin(path: string, limits: DecodeLimits): Promise<Buffer> {
  try {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      if (size > limits.maxBytes) throw tooManyBytes(size, limits);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof IngestError) throw cause;
    throw new IngestError('ingest/source-unreadable', `${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
}
