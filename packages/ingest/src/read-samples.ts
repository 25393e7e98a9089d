import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type DecodeLimits, messageOf, type Quarantined } from '@sightline/contracts';
import { IngestError } from './errors.ts';
import { type ImageHeader, inspectImage, tooManyBytes } from './image.ts';
import type { SourceFile } from './image-folder.ts';
import { mapInOrder } from './map-in-order.ts';

/** A file that was read and decoded whole: what a dataset stores of it. */
export interface ReadSample extends ImageHeader {
  id: string;
  label: string;
  encoded: Buffer;
  sha256: string;
}

/**
 * Reads and decodes files, several at once, and yields each in the order given: as a sample, or as one to set aside.
 *
 * @throws IngestError `ingest/source-unreadable` when a file is there but the system does not let it be read
 */
export function readSamples(
  files: Iterable<SourceFile>,
  limits: DecodeLimits,
  concurrency: number,
): AsyncGenerator<ReadSample | Quarantined> {
  return mapInOrder(files, concurrency, async (file) => {
    try {
      if (file.refusal) return { path: file.path, ...file.refusal };
      const encoded = await readWithin(file, limits);
      const header = await inspectImage(encoded, limits);
      return {
        ...header,
        id: file.path,
        label: file.label,
        encoded,
        sha256: createHash('sha256').update(encoded).digest('hex'),
      };
    } catch (error) {
      if (error instanceof IngestError && error.reason)
        return { path: file.path, reason: error.reason, detail: error.message };
      throw error;
    }
  });
}

/**
 * Reads a file of at most `maxBytes`.
 *
 * @throws IngestError `ingest/undecodable-image` (reason `too-many-bytes`, nothing was read), `ingest/source-unreadable`
 */
export async function readWithin(file: SourceFile, limits: DecodeLimits): Promise<Buffer> {
  try {
    const handle = await open(file.absolute);
    try {
      const { size } = await handle.stat();
      if (size > limits.maxBytes) throw tooManyBytes(size, limits);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof IngestError) throw cause;
    throw new IngestError('ingest/source-unreadable', `${file.absolute} cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  }
}
